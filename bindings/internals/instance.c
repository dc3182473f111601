// Where an instance of a class made in Python keeps its attributes.  (Objects/dictobject.c,
// Include/internal/pycore_dict.h, pycore_object.h)
//
//   class: ht_cached_keys ─► keys object: "a", "b", …      the names, shared by all instances
//   instance: values ──────► value of a, value of b, …     no table, no hashes
//
//   3.11   the word 32 bytes before the object points to the values; when a dict is asked for
//          (vars(), __dict__) it takes them over, and the word is null from then on
//   3.12   one tagged word 24 bytes before the object: values (low bit set) or a dict
//   3.13+  the values are behind the object in its own block, `capacity` of them at most 30. A dict
//          that is asked for shares them, and stays split, until it must resize or outlives the
//          object; then the byte `valid` is 0
//
// An instance with more names than fit, or whose class has too many, has a dict only.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include "internal/pycore_dict.h"    // struct _dictkeysobject, struct _dictvalues
#include "internal/pycore_object.h"  // _PyObject_InlineValues, _PyObject_DictOrValuesPointer

#include <assert.h>
#include <stddef.h>

#include "bindings/internals/instance.h"

// When this fails, names of a class are entries of another kind: correct lab_instance_value_read.
static_assert(sizeof(PyDictUnicodeEntry) == 16, "shared keys have unicode entries");

static PyDictValues* values_of(PyObject* object, const char** where) {
  const PyTypeObject* type = Py_TYPE(object);
#if PY_VERSION_HEX >= 0x030D0000
  if ((type->tp_flags & Py_TPFLAGS_INLINE_VALUES) == 0) return NULL;
  *where = "inline";
  PyDictValues* values = _PyObject_InlineValues(object);
  return values->valid ? values : NULL;
#else
  if ((type->tp_flags & Py_TPFLAGS_MANAGED_DICT) == 0) return NULL;
  *where = "block";
#if PY_VERSION_HEX >= 0x030C0000
  const PyDictOrValues word = *_PyObject_DictOrValuesPointer(object);
  return _PyDictOrValues_IsValues(word) ? _PyDictOrValues_GetValues(word) : NULL;
#else
  return *_PyObject_ValuesPointer(object);
#endif
#endif
}

struct lab_instance_values lab_instance_values_read(PyObject* object) {
  const char* where = NULL;
  const PyDictValues* values = values_of(object, &where);
  if (values == NULL) return (struct lab_instance_values){NULL, 0, 0};
  const struct _dictkeysobject* keys = ((PyHeapTypeObject*)Py_TYPE(object))->ht_cached_keys;
  int64_t count = keys == NULL ? 0 : keys->dk_nentries;
#if PY_VERSION_HEX >= 0x030D0000
  if (count > values->capacity) count = values->capacity;
#endif
  return (struct lab_instance_values){where, (uint64_t)(uintptr_t)values->values, count};
}

struct lab_instance_value lab_instance_value_read(PyObject* object, int64_t number) {
  const char* where = NULL;
  const PyDictValues* values = values_of(object, &where);
  PyDictKeysObject* keys = ((PyHeapTypeObject*)Py_TYPE(object))->ht_cached_keys;
  return (struct lab_instance_value){DK_UNICODE_ENTRIES(keys)[number].me_key,
                                     values->values[number]};
}

static PyObject* managed_dict(PyObject* object) {
#if PY_VERSION_HEX >= 0x030D0000
  return (PyObject*)_PyObject_ManagedDictPointer(object)->dict;
#elif PY_VERSION_HEX >= 0x030C0000
  const PyDictOrValues word = *_PyObject_DictOrValuesPointer(object);
  return _PyDictOrValues_IsValues(word) ? NULL : _PyDictOrValues_GetDict(word);
#else
  return *_PyObject_ManagedDictPointer(object);
#endif
}

PyObject* lab_instance_dict(PyObject* object) {
  const PyTypeObject* type = Py_TYPE(object);
  if ((type->tp_flags & Py_TPFLAGS_MANAGED_DICT) != 0) return managed_dict(object);
  if (type->tp_dictoffset <= 0) return NULL;
  return *(PyObject**)((char*)object + type->tp_dictoffset);
}
