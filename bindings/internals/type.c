// PyTypeObject: what a class is to the interpreter.  (Include/cpython/object.h, Include/object.h,
// Objects/typeobject.c)
//
//   sizes      tp_basicsize + items * tp_itemsize bytes an instance
//   slots      a pointer for each operation: tp_hash, tp_call …, and tables nb_*, sq_*, mp_*, am_*
//              of those of numbers, sequences, mappings and coroutines. A class made in Python has
//              slot_tp_hash and the like where it defines __hash__
//   version    tp_version_tag: a number that inline caches compare instead of looking an attribute
//              up again. Any change of the class takes it away; the next look-up gives a new one
//
//   3.11   a tag counts when Py_TPFLAGS_VALID_VERSION_TAG is set. With MANAGED_DICT the dict is
//          before the object, and tp_dictoffset says so from its end: -24 less tp_basicsize
//   3.12   tp_dictoffset is -1 for the same; MANAGED_WEAKREF, ITEMS_AT_END; tp_dict of a static
//          built-in type is null, each interpreter has one; tp_watched: for type watchers
//   3.13   INLINE_VALUES; VALID_VERSION_TAG is no longer set, the tag itself is 0 when there is
//          none; tp_versions_used: after 1000 tags a class gets no more

#define Py_BUILD_CORE 1
#include <stdbool.h>

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1  // dladdr
#endif
#include <Python.h>

#include <assert.h>
#include <dlfcn.h>
#include <stddef.h>

#include "bindings/internals/type.h"

// When this fails, slots have moved to another table: correct kSlots.
static_assert(sizeof(PyObject*) == 8, "64-bit only");

static struct lab_maybe version_tag(const PyTypeObject* type) {
#if PY_VERSION_HEX >= 0x030D0000
  const bool valid = type->tp_version_tag != 0;
#else
  const bool valid = (type->tp_flags & Py_TPFLAGS_VALID_VERSION_TAG) != 0;
#endif
  if (!valid) return (struct lab_maybe){0, "no tag: nothing was looked up since the last change"};
  return (struct lab_maybe){type->tp_version_tag, NULL};
}

struct lab_type_layout lab_type_read(PyTypeObject* type) {
  return (struct lab_type_layout){.basicsize = type->tp_basicsize,
                                  .itemsize = type->tp_itemsize,
                                  .dict_offset = type->tp_dictoffset,
                                  .weaklist_offset = type->tp_weaklistoffset,
                                  .flags = type->tp_flags,
                                  .version_tag = version_tag(type),
                                  .mro = type->tp_mro,
                                  .base = type->tp_base};
}

#define FLAG(name) \
  { #name, Py_TPFLAGS_##name }

const struct lab_type_flag* lab_type_flags(void) {
  static const struct lab_type_flag kFlags[] = {
#if PY_VERSION_HEX >= 0x030D0000
    FLAG(INLINE_VALUES),
#endif
#if PY_VERSION_HEX >= 0x030C0000
    FLAG(MANAGED_WEAKREF),
    FLAG(ITEMS_AT_END),
#endif
    FLAG(MANAGED_DICT),
    FLAG(SEQUENCE),
    FLAG(MAPPING),
    FLAG(DISALLOW_INSTANTIATION),
    FLAG(IMMUTABLETYPE),
    FLAG(HEAPTYPE),
    FLAG(BASETYPE),
    FLAG(HAVE_VECTORCALL),
    FLAG(READY),
    FLAG(READYING),
    FLAG(HAVE_GC),
    FLAG(METHOD_DESCRIPTOR),
#ifdef Py_TPFLAGS_VALID_VERSION_TAG
    FLAG(VALID_VERSION_TAG),
#endif
    FLAG(IS_ABSTRACT),
    FLAG(LONG_SUBCLASS),
    FLAG(LIST_SUBCLASS),
    FLAG(TUPLE_SUBCLASS),
    FLAG(BYTES_SUBCLASS),
    FLAG(UNICODE_SUBCLASS),
    FLAG(DICT_SUBCLASS),
    FLAG(BASE_EXC_SUBCLASS),
    FLAG(TYPE_SUBCLASS),
    {NULL, 0}
  };
  return kFlags;
}

// A slot's place: in the type itself (table 0), or behind one of its pointers to a table.
struct slot_row {
  const char* name;
  size_t table;  // offset of the pointer in the type; 0: the type itself
  size_t offset;
};

#define TYPE_SLOT(name) \
  { #name, 0, offsetof(PyTypeObject, name) }
#define TABLE_SLOT(table, struct_type, name) \
  { #name, offsetof(PyTypeObject, table), offsetof(struct_type, name) }
#define NUMBER(name) TABLE_SLOT(tp_as_number, PyNumberMethods, name)
#define SEQUENCE(name) TABLE_SLOT(tp_as_sequence, PySequenceMethods, name)
#define MAPPING(name) TABLE_SLOT(tp_as_mapping, PyMappingMethods, name)
#define ASYNC(name) TABLE_SLOT(tp_as_async, PyAsyncMethods, name)
#define BUFFER(name) TABLE_SLOT(tp_as_buffer, PyBufferProcs, name)

static const struct slot_row kSlots[] = {TYPE_SLOT(tp_dealloc),
                                         TYPE_SLOT(tp_getattr),
                                         TYPE_SLOT(tp_setattr),
                                         TYPE_SLOT(tp_repr),
                                         TYPE_SLOT(tp_hash),
                                         TYPE_SLOT(tp_call),
                                         TYPE_SLOT(tp_str),
                                         TYPE_SLOT(tp_getattro),
                                         TYPE_SLOT(tp_setattro),
                                         TYPE_SLOT(tp_traverse),
                                         TYPE_SLOT(tp_clear),
                                         TYPE_SLOT(tp_richcompare),
                                         TYPE_SLOT(tp_iter),
                                         TYPE_SLOT(tp_iternext),
                                         TYPE_SLOT(tp_descr_get),
                                         TYPE_SLOT(tp_descr_set),
                                         TYPE_SLOT(tp_init),
                                         TYPE_SLOT(tp_alloc),
                                         TYPE_SLOT(tp_new),
                                         TYPE_SLOT(tp_free),
                                         TYPE_SLOT(tp_is_gc),
                                         TYPE_SLOT(tp_del),
                                         TYPE_SLOT(tp_finalize),
                                         TYPE_SLOT(tp_vectorcall),
                                         ASYNC(am_await),
                                         ASYNC(am_aiter),
                                         ASYNC(am_anext),
                                         ASYNC(am_send),
                                         NUMBER(nb_add),
                                         NUMBER(nb_subtract),
                                         NUMBER(nb_multiply),
                                         NUMBER(nb_remainder),
                                         NUMBER(nb_power),
                                         NUMBER(nb_negative),
                                         NUMBER(nb_bool),
                                         NUMBER(nb_lshift),
                                         NUMBER(nb_rshift),
                                         NUMBER(nb_and),
                                         NUMBER(nb_xor),
                                         NUMBER(nb_or),
                                         NUMBER(nb_int),
                                         NUMBER(nb_float),
                                         NUMBER(nb_inplace_add),
                                         NUMBER(nb_floor_divide),
                                         NUMBER(nb_true_divide),
                                         NUMBER(nb_index),
                                         NUMBER(nb_matrix_multiply),
                                         SEQUENCE(sq_length),
                                         SEQUENCE(sq_concat),
                                         SEQUENCE(sq_repeat),
                                         SEQUENCE(sq_item),
                                         SEQUENCE(sq_ass_item),
                                         SEQUENCE(sq_contains),
                                         SEQUENCE(sq_inplace_concat),
                                         SEQUENCE(sq_inplace_repeat),
                                         MAPPING(mp_length),
                                         MAPPING(mp_subscript),
                                         MAPPING(mp_ass_subscript),
                                         BUFFER(bf_getbuffer),
                                         BUFFER(bf_releasebuffer)};

static_assert(sizeof(kSlots) / sizeof(kSlots[0]) <= kLabMostSlots, "room for all slots");

static const void* word_at(const void* base, size_t offset) {
  return *(const void* const*)((const char*)base + offset);
}

// Exported functions only: what the dynamic linker knows.
static const char* symbol_of(const void* function) {
  Dl_info info;
  if (dladdr(function, &info) == 0 || info.dli_saddr != function) return NULL;
  return info.dli_sname;
}

int lab_type_slots(PyTypeObject* type, struct lab_type_slot slots[kLabMostSlots]) {
  int count = 0;
  for (size_t i = 0; i < sizeof(kSlots) / sizeof(kSlots[0]); ++i) {
    const void* table = kSlots[i].table == 0 ? type : word_at(type, kSlots[i].table);
    const void* function = table == NULL ? NULL : word_at(table, kSlots[i].offset);
    if (function == NULL) continue;
    slots[count++] = (struct lab_type_slot){kSlots[i].name, function, symbol_of(function)};
  }
  return count;
}
