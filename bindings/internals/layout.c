// The layout of one object: what stands before its address, at it, and behind.
//
//   offset  -32            -24           -16        -8         0           8         16
//   3.11    │ values *     │ dict *      │ _gc_next │ _gc_prev │ ob_refcnt │ ob_type │ own fields…
//   3.12    │ weakrefs *   │ dict or     │ _gc_next │ _gc_prev │ ob_refcnt │ ob_type │ own fields…
//           │              │ values (1)  │
//   3.13+   │ weakrefs *   │ dict *      │ _gc_next │ _gc_prev │ ob_refcnt │ ob_type │ values…
//
//   (1) one word: values when its low bit is set, else the dict
//
// The words at -32 and -24 exist for types with MANAGED_DICT (3.11) or PREHEADER (3.12+), that is
// for most classes made in Python; the GC head for types with HAVE_GC. A C type with a dict of its
// own keeps it at tp_dictoffset. From 3.13 a plain class has its values behind the object's own
// fields, at tp_basicsize (16 in 3.13; 3.14 allows __slots__ before them):
//
//   16         17     18         19     24
//   │ capacity │ size │ embedded │ valid│ values[capacity] │ order of insertion…
//
// What follows the head is, in this order: the fields of a built-in type (layout_types.c), the
// __slots__ that each class added, tp_dictoffset and tp_weaklistoffset where they are positive.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include "internal/pycore_dict.h"    // struct _dictvalues
#include "internal/pycore_object.h"  // _PyType_PreHeaderSize

#include <assert.h>
#include <stddef.h>
#include <string.h>
#include <structmember.h>

#include "bindings/internals/gc_head.h"
#include "bindings/internals/layout.h"
#include "bindings/internals/object.h"

enum { kWord = 8 };

// When this fails, the pre-header has grown: draw it anew and correct add_preheader.
static_assert(sizeof(PyObject*) == kWord, "64-bit only");

static uint64_t read_number(const char* at, const struct lab_field_row* row) {
  uint64_t value = 0;
  memcpy(&value, at, row->size < kWord ? row->size : kWord);  // little-endian hosts only
  if (row->kind == kLabSigned && row->size < kWord) {
    const uint64_t sign = UINT64_C(1) << (row->size * 8 - 1);
    value = (value ^ sign) - sign;
  }
  return value;
}

static void add(struct lab_layout* layout, PyObject* object, struct lab_field_row row) {
  if (layout->count == kLabMostFields) {
    layout->cut = true;
    return;
  }
  struct lab_field* field = &layout->fields[layout->count++];
  *field = (struct lab_field){row.offset, row.size, row.name, row.type, row.kind, 0};
  if (row.kind != kLabBytes) field->value = read_number((const char*)object + row.offset, &row);
}

static void add_word(struct lab_layout* layout, PyObject* object, int offset, const char* name,
                     const char* type) {
  add(layout, object, (struct lab_field_row){offset, kWord, name, type, kLabAddress});
}

static void add_preheader(struct lab_layout* layout, PyObject* object) {
  const PyTypeObject* type = Py_TYPE(object);
#if PY_VERSION_HEX >= 0x030C0000
  if ((type->tp_flags & Py_TPFLAGS_PREHEADER) != 0) {
    add_word(layout, object, -32, "weakrefs", "PyWeakReference*");
#if PY_VERSION_HEX >= 0x030D0000
    add_word(layout, object, -24, "managed dict", "PyDictObject*");
#else
    add_word(layout, object, -24, "dict or values", "PyDictOrValues");
#endif
  }
#else
  if ((type->tp_flags & Py_TPFLAGS_MANAGED_DICT) != 0) {
    add_word(layout, object, -32, "values", "PyDictValues*");
    add_word(layout, object, -24, "managed dict", "PyObject*");
  }
#endif
  if (lab_gc_head_read(object).present) {
    add_word(layout, object, -16, "_gc_next", "uintptr_t");
    add_word(layout, object, -8, "_gc_prev", "uintptr_t");
  }
}

static void add_head(struct lab_layout* layout, PyObject* object) {
#if PY_VERSION_HEX >= 0x030E0000
  add(layout, object, (struct lab_field_row){0, 4, "ob_refcnt", "uint32_t", kLabUnsigned});
  add(layout, object, (struct lab_field_row){4, 2, "ob_overflow", "uint16_t", kLabUnsigned});
  add(layout, object, (struct lab_field_row){6, 2, "ob_flags", "uint16_t", kLabUnsigned});
#else
  add(layout, object, (struct lab_field_row){0, 8, "ob_refcnt", "Py_ssize_t", kLabSigned});
#endif
  add_word(layout, object, 8, "ob_type", "PyTypeObject*");
}

#if PY_VERSION_HEX >= 0x030D0000
static void add_inline_values(struct lab_layout* layout, PyObject* object) {
  const PyTypeObject* type = Py_TYPE(object);
  if ((type->tp_flags & Py_TPFLAGS_INLINE_VALUES) == 0) return;
  const int begin = (int)type->tp_basicsize;
  const PyDictValues* values = _PyObject_InlineValues(object);
  static const char* const kNames[] = {"capacity", "size", "embedded", "valid"};
  for (int i = 0; i < 4; ++i) {
    add(layout, object, (struct lab_field_row){begin + i, 1, kNames[i], "uint8_t", kLabUnsigned});
  }
  for (int i = 0; i < values->capacity; ++i) {
    add_word(layout, object, begin + (1 + i) * kWord, "value", "PyObject*");
  }
}
#endif

static void add_slots(struct lab_layout* layout, PyObject* object, const PyTypeObject* type) {
  if ((type->tp_flags & Py_TPFLAGS_HEAPTYPE) == 0) return;  // its fields are in the tables
  if (type->tp_base != NULL) add_slots(layout, object, type->tp_base);
  for (const PyMemberDef* member = type->tp_members; member != NULL && member->name != NULL;
       ++member) {
    if (member->type != T_OBJECT_EX) continue;
    add_word(layout, object, (int)member->offset, member->name, "PyObject* (slot)");
  }
}

static void add_offsets(struct lab_layout* layout, PyObject* object) {
  const PyTypeObject* type = Py_TYPE(object);
  if (type->tp_dictoffset > 0) {
    add_word(layout, object, (int)type->tp_dictoffset, "__dict__", "PyObject*");
  }
  if (type->tp_weaklistoffset > 0) {
    add_word(layout, object, (int)type->tp_weaklistoffset, "__weakref__", "PyObject*");
  }
}

static bool taken(const struct lab_layout* layout, const struct lab_field* field) {
  for (int i = 0; i < layout->count; ++i) {
    if (layout->fields[i].offset == field->offset) return true;
  }
  return false;
}

// In order of offsets; a field that a table and a member both name is kept once, as the table has
// it.
static void put_in_order(struct lab_layout* layout) {
  struct lab_layout sorted = {.count = 0, .cut = layout->cut};
  for (int i = 0; i < layout->count; ++i) {
    const struct lab_field field = layout->fields[i];
    if (taken(&sorted, &field)) continue;
    int at = sorted.count++;
    for (; at > 0 && sorted.fields[at - 1].offset > field.offset; --at) {
      sorted.fields[at] = sorted.fields[at - 1];
    }
    sorted.fields[at] = field;
  }
  *layout = sorted;
}

void lab_layout_read(PyObject* object, struct lab_layout* layout) {
  layout->count = 0;
  layout->cut = false;
  add_preheader(layout, object);
  add_head(layout, object);
  int count = 0;
  const struct lab_field_row* rows = lab_builtin_rows(object, &count);
  for (int i = 0; i < count; ++i)
    add(layout, object, rows[i]);
#if PY_VERSION_HEX >= 0x030D0000
  add_inline_values(layout, object);
#endif
  add_slots(layout, object, Py_TYPE(object));
  add_offsets(layout, object);
  put_in_order(layout);
}
