// Where an instance keeps its attributes.  (Include/internal/pycore_object.h, pycore_dict.h;
// Objects/dictobject.c, Objects/typeobject.c)
//
//   words before the object     -4          -3               -2, -1      0
//   3.11                        │ values    │ dict           │ GC head   │ PyObject …
//   3.12                        ·           │ values | 1     │ GC head   │ PyObject …   (or dict)
//   3.13 –                      │ weakrefs  │ dict           │ GC head   │ PyObject … │ inline values
//
// An instance of a plain class has no dict at first: its values stand in an array in the order of
// the keys that the class shares (ht_cached_keys). Looking at o.__dict__ makes a dict of them, so
// what looks and must change nothing reads the array. A slot is a word in the object; its member
// descriptor in the class knows the offset. Other types have a dict where tp_dictoffset says.
//
// Dict watchers (3.12+, PyDict_AddWatcher): eight for the whole process, told of each change before
// it is made. 3.11 has none, but counts every change of any dict in ma_version_tag.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include "internal/pycore_dict.h"    // struct _dictkeysobject, struct _dictvalues
#include "internal/pycore_object.h"  // _PyObject_DictOrValuesPointer, _PyObject_InlineValues
#if PY_VERSION_HEX < 0x030C0000
#include <structmember.h>  // T_OBJECT_EX
#define Py_T_OBJECT_EX T_OBJECT_EX
#endif

#include "bindings/internals/attribute.h"

static PyObject* in_dict(PyObject* dict, PyObject* name) {
  if (dict == NULL || !PyDict_Check(dict)) return NULL;
  return _PyDict_GetItem_KnownHash(dict, name, ((PyASCIIObject*)name)->hash);
}

/// The number of `name` among the keys that the instances of a class share; -1 when it is not
/// there.
static Py_ssize_t shared_index(PyTypeObject* type, PyObject* name) {
  PyDictKeysObject* keys = ((PyHeapTypeObject*)type)->ht_cached_keys;
  if (keys == NULL || keys->dk_kind == DICT_KEYS_GENERAL) return -1;
  const PyDictUnicodeEntry* entries = DK_UNICODE_ENTRIES(keys);
  for (Py_ssize_t at = 0; at < keys->dk_nentries; ++at) {
    if (entries[at].me_key == name) return at;
  }
  return -1;
}

/// The array of an instance's values; null when it has a dict or neither.
static const PyDictValues* values_of(PyObject* object, PyObject** dict) {
#if PY_VERSION_HEX >= 0x030D0000
  *dict = (PyObject*)_PyObject_ManagedDictPointer(object)->dict;
  if ((Py_TYPE(object)->tp_flags & Py_TPFLAGS_INLINE_VALUES) == 0) return NULL;
  const PyDictValues* values = _PyObject_InlineValues(object);
  return values->valid ? values : NULL;
#elif PY_VERSION_HEX >= 0x030C0000
  const PyDictOrValues both = *_PyObject_DictOrValuesPointer(object);
  if (_PyDictOrValues_IsValues(both)) return _PyDictOrValues_GetValues(both);
  *dict = _PyDictOrValues_GetDict(both);
  return NULL;
#else
  *dict = *_PyObject_ManagedDictPointer(object);
  return *_PyObject_ValuesPointer(object);
#endif
}

static PyObject* in_managed(PyObject* object, PyObject* name) {
  PyObject* dict = NULL;
  const PyDictValues* values = values_of(object, &dict);
  if (values == NULL) return in_dict(dict, name);
  const Py_ssize_t index = shared_index(Py_TYPE(object), name);
  return index < 0 ? NULL : values->values[index];
}

static PyObject* in_slot(PyObject* object, PyObject* name) {
  PyObject* descriptor = _PyType_Lookup(Py_TYPE(object), name);
  if (descriptor == NULL || !Py_IS_TYPE(descriptor, &PyMemberDescr_Type)) return NULL;
  const PyMemberDef* member = ((PyMemberDescrObject*)descriptor)->d_member;
  if (member->type != Py_T_OBJECT_EX) return NULL;
  return *(PyObject**)((char*)object + member->offset);
}

PyObject* lab_stored_attribute(PyObject* object, PyObject* name) {
  PyTypeObject* type = Py_TYPE(object);
  if (PyModule_Check(object)) return in_dict(PyModule_GetDict(object), name);
  if (PyType_Check(object)) return _PyType_Lookup((PyTypeObject*)object, name);
  PyObject* found = in_slot(object, name);
  if (found != NULL) return found;
  if ((type->tp_flags & Py_TPFLAGS_MANAGED_DICT) != 0) return in_managed(object, name);
  if (type->tp_dictoffset <= 0) return NULL;
  return in_dict(*(PyObject**)((char*)object + type->tp_dictoffset), name);
}

PyObject* lab_instance_attribute(PyObject* object, PyObject* name) {
  if ((Py_TYPE(object)->tp_flags & Py_TPFLAGS_MANAGED_DICT) == 0) return NULL;
  return in_managed(object, name);
}

#if PY_VERSION_HEX >= 0x030C0000
uint64_t lab_dict_version(PyObject* dict) {
  (void)dict;
  return 0;
}

static int watcher = -1;
static lab_dict_change told = NULL;

static int on_change(PyDict_WatchEvent event, PyObject* dict, PyObject* key, PyObject* value) {
  (void)dict;
  if (told == NULL || event == PyDict_EVENT_DEALLOCATED) return 0;
  const bool one = event == PyDict_EVENT_ADDED || event == PyDict_EVENT_MODIFIED;
  if (one) told(key, value);
  if (event == PyDict_EVENT_DELETED) told(key, NULL);
  if (event == PyDict_EVENT_CLEARED) told(NULL, NULL);
  if (event == PyDict_EVENT_CLONED) told(NULL, key);
  return 0;
}

bool lab_dict_watch(PyObject* dict, lab_dict_change change) {
  if (watcher < 0) watcher = PyDict_AddWatcher(on_change);
  told = change;
  if (watcher >= 0 && PyDict_Watch(watcher, dict) == 0) return true;
  PyErr_Clear();
  return false;
}

void lab_dict_unwatch(PyObject* dict) {
  told = NULL;
  if (watcher < 0) return;
  if (PyDict_Unwatch(watcher, dict) != 0 || PyDict_ClearWatcher(watcher) != 0) PyErr_Clear();
  watcher = -1;
}
#else
uint64_t lab_dict_version(PyObject* dict) {
  return ((PyDictObject*)dict)->ma_version_tag;
}

bool lab_dict_watch(PyObject* dict, lab_dict_change change) {
  (void)dict, (void)change;
  return false;
}

void lab_dict_unwatch(PyObject* dict) {
  (void)dict;
}
#endif
