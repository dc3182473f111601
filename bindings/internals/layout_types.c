// The fields of the built-in types that lab.inspect draws, behind the 16 bytes of PyObject.
//
//   tuple      cpython/tupleobject.h       3.14+: ob_hash before the items, which begin at 32
//   int        cpython/longintrepr.h       3.11: ob_size, its sign the number's; 3.12+: lv_tag,
//                                          digits << 3 | flags | sign (0 plus, 1 zero, 2 minus)
//   str        cpython/unicodeobject.h     3.11: a wstr word before the characters; 3.12+: none
//   list       list.c
//   dict       dict.c                      3.14+: _ma_watcher_tag where ma_version_tag was
//   set        cpython/setobject.h         the same in all
//   bytes      cpython/bytesobject.h       the same in all
//   bytearray  cpython/bytearrayobject.h   3.15: ob_bytes_object behind ob_exports
//   float      cpython/floatobject.h       the same in all
//   weakref    weakref.c
//   cell       cpython/cellobject.h        the same in all
//   type       cpython/object.h            a choice of its 50 fields; 3.12+: tp_dict is null for
//                                          static built-in types, each interpreter has its own
//
// Items, digits and characters, of which the object may have millions, are one row each at most:
// the first of them.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include <assert.h>
#include <stddef.h>

#include "bindings/internals/layout.h"

#define ROW(struct_type, member, text, field_kind)                                                 \
  {                                                                                                \
    (int32_t) offsetof(struct_type, member), (uint32_t)sizeof(((struct_type*)0)->member), #member, \
        text, field_kind                                                                           \
  }
#define WORD(struct_type, member, text) ROW(struct_type, member, text, kLabAddress)
#define COUNT(struct_type, member) ROW(struct_type, member, "Py_ssize_t", kLabSigned)
#define HASH(struct_type, member) ROW(struct_type, member, "Py_hash_t", kLabSigned)
#define OB_SIZE \
  { (int32_t) offsetof(PyVarObject, ob_size), 8, "ob_size", "Py_ssize_t", kLabSigned }

// The member itself is marked as deprecated.
#define OB_SHASH \
  { (int32_t)sizeof(PyVarObject), 8, "ob_shash", "Py_hash_t", kLabSigned }

static const struct lab_field_row kList[] = {OB_SIZE, WORD(PyListObject, ob_item, "PyObject**"),
                                             COUNT(PyListObject, allocated)};

static const struct lab_field_row kTuple[] = {OB_SIZE,
#if PY_VERSION_HEX >= 0x030E0000
                                              HASH(PyTupleObject, ob_hash),
#endif
                                              WORD(PyTupleObject, ob_item[0], "PyObject*")};

static const struct lab_field_row kDict[] = {
    COUNT(PyDictObject, ma_used),
#if PY_VERSION_HEX >= 0x030E0000
    ROW(PyDictObject, _ma_watcher_tag, "uint64_t", kLabUnsigned),
#else
    ROW(PyDictObject, ma_version_tag, "uint64_t", kLabUnsigned),
#endif
    WORD(PyDictObject, ma_keys, "PyDictKeysObject*"),
    WORD(PyDictObject, ma_values, "PyDictValues*")};

static const struct lab_field_row kSet[] = {COUNT(PySetObject, fill),
                                            COUNT(PySetObject, used),
                                            COUNT(PySetObject, mask),
                                            WORD(PySetObject, table, "setentry*"),
                                            HASH(PySetObject, hash),
                                            COUNT(PySetObject, finger),
                                            ROW(PySetObject, smalltable, "setentry[8]", kLabBytes),
                                            WORD(PySetObject, weakreflist, "PyObject*")};

static const struct lab_field_row kInt[] = {
#if PY_VERSION_HEX >= 0x030C0000
    ROW(PyLongObject, long_value.lv_tag, "uintptr_t", kLabUnsigned),
    ROW(PyLongObject, long_value.ob_digit[0], "digit", kLabUnsigned)
#else
    OB_SIZE, ROW(PyLongObject, ob_digit[0], "digit", kLabUnsigned)
#endif
};

static const struct lab_field_row kFloat[] = {ROW(PyFloatObject, ob_fval, "double", kLabReal)};

static const struct lab_field_row kBytes[] = {OB_SIZE, OB_SHASH,
                                              ROW(PyBytesObject, ob_sval, "char[]", kLabBytes)};

static const struct lab_field_row kBytearray[] = {
    OB_SIZE,
    COUNT(PyByteArrayObject, ob_alloc),
    WORD(PyByteArrayObject, ob_bytes, "char*"),
    WORD(PyByteArrayObject, ob_start, "char*"),
    COUNT(PyByteArrayObject, ob_exports),
#if PY_VERSION_HEX >= 0x030F0000
    WORD(PyByteArrayObject, ob_bytes_object, "PyObject*")
#endif
};

static const struct lab_field_row kStr[] = {
    COUNT(PyASCIIObject, length), HASH(PyASCIIObject, hash),
    ROW(PyASCIIObject, state, "bit field: interned, kind, compact, ascii", kLabUnsigned)};

static const struct lab_field_row kWeakref[] = {
    WORD(PyWeakReference, wr_object, "PyObject*"), WORD(PyWeakReference, wr_callback, "PyObject*"),
    HASH(PyWeakReference, hash), WORD(PyWeakReference, wr_prev, "PyWeakReference*"),
    WORD(PyWeakReference, wr_next, "PyWeakReference*")};

static const struct lab_field_row kCell[] = {WORD(PyCellObject, ob_ref, "PyObject*")};

static const struct lab_field_row kType[] = {
    OB_SIZE,
    WORD(PyTypeObject, tp_name, "const char*"),
    COUNT(PyTypeObject, tp_basicsize),
    COUNT(PyTypeObject, tp_itemsize),
    WORD(PyTypeObject, tp_dealloc, "destructor"),
    WORD(PyTypeObject, tp_hash, "hashfunc"),
    WORD(PyTypeObject, tp_call, "ternaryfunc"),
    WORD(PyTypeObject, tp_getattro, "getattrofunc"),
    ROW(PyTypeObject, tp_flags, "unsigned long", kLabUnsigned),
    WORD(PyTypeObject, tp_traverse, "traverseproc"),
    WORD(PyTypeObject, tp_richcompare, "richcmpfunc"),
    COUNT(PyTypeObject, tp_weaklistoffset),
    WORD(PyTypeObject, tp_base, "PyTypeObject*"),
    WORD(PyTypeObject, tp_dict, "PyObject*"),
    COUNT(PyTypeObject, tp_dictoffset),
    WORD(PyTypeObject, tp_mro, "PyObject*"),
    WORD(PyTypeObject, tp_finalize, "destructor"),
    ROW(PyTypeObject, tp_version_tag, "unsigned int", kLabUnsigned)};

// When one of these fails, the row of that type no longer tells the truth.
static_assert(sizeof(PyFloatObject) == 24, "a float is its head and a double");
static_assert(offsetof(PySetObject, table) == 40, "the set's table is the sixth word");
static_assert(sizeof(((PyASCIIObject*)0)->state) <= 8, "the state of a str is one word at most");

#define TABLE(rows) ((struct table){rows, (int)(sizeof(rows) / sizeof((rows)[0]))})

struct table {
  const struct lab_field_row* rows;
  int count;
};

static struct table table_of(PyObject* object) {
  const struct table none = {NULL, 0};
  if (PyList_Check(object)) return TABLE(kList);
  if (PyDict_Check(object)) return TABLE(kDict);
  if (PyTuple_Check(object)) {
    struct table rows = TABLE(kTuple);
    if (Py_SIZE(object) == 0) --rows.count;  // no first item
    return rows;
  }
  if (PyAnySet_Check(object)) return TABLE(kSet);
  if (PyLong_Check(object)) return TABLE(kInt);
  if (PyFloat_Check(object)) return TABLE(kFloat);
  if (PyUnicode_Check(object)) return TABLE(kStr);
  if (PyBytes_Check(object)) return TABLE(kBytes);
  if (PyByteArray_Check(object)) return TABLE(kBytearray);
  if (PyWeakref_Check(object)) return TABLE(kWeakref);
  if (PyCell_Check(object)) return TABLE(kCell);
  if (PyType_Check(object)) return TABLE(kType);
  return none;
}

const struct lab_field_row* lab_builtin_rows(PyObject* object, int* count) {
  const struct table table = table_of(object);
  *count = table.count;
  return table.rows;
}
