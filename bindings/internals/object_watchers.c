// CPython's own watchers of dicts and types.  (Include/cpython/dictobject.h, PyDict_AddWatcher;
// Include/cpython/object.h, PyType_AddWatcher)
//
//   3.11   none
//   3.12+  eight for dicts and eight for types, by number. A watched dict has the watcher's bit in
//          the low byte of ma_version_tag (3.14+: _ma_watcher_tag); each of its changes calls us
//          before it is made: ADDED, MODIFIED, DELETED, CLEARED, CLONED, DEALLOCATED. A watched
//          type has it in tp_watched and is given a version tag, as the first look-up would give
//          it; we are called when it was modified
//
// A resize and the conversion of a table are not announced: they are found by comparison.

#include <Python.h>
#include <stdbool.h>

#include "bindings/internals/object_watchers.h"

#if PY_VERSION_HEX >= 0x030C0000

static lab_before_change listener = NULL;
static int dict_watcher = -1;
static int type_watcher = -1;

static int on_dict(PyDict_WatchEvent event, PyObject* dict, PyObject* key, PyObject* value) {
  (void)value;
  if (listener == NULL || event == PyDict_EVENT_DEALLOCATED) return 0;
  const bool one_key = event == PyDict_EVENT_ADDED || event == PyDict_EVENT_MODIFIED ||
                       event == PyDict_EVENT_DELETED;
  listener(dict, one_key ? key : NULL);
  return 0;
}

static int on_type(PyTypeObject* type) {
  if (listener != NULL) listener((PyObject*)type, NULL);
  return 0;
}

void lab_object_watchers_listen(lab_before_change function) {
  listener = function;
}

// A watcher stays once it is there: another's number would otherwise be given to someone else while
// dicts still carry its bit.
static bool have(int* watcher, int added) {
  if (added >= 0) *watcher = added;
  return added >= 0;
}

bool lab_object_watchers_begin(PyObject* object) {
  bool begun = false;
  if (PyDict_Check(object)) {
    begun = (dict_watcher >= 0 || have(&dict_watcher, PyDict_AddWatcher(on_dict))) &&
            PyDict_Watch(dict_watcher, object) == 0;
  } else if (PyType_Check(object)) {
    begun = (type_watcher >= 0 || have(&type_watcher, PyType_AddWatcher(on_type))) &&
            PyType_Watch(type_watcher, object) == 0;
  }
  if (!begun) PyErr_Clear();
  return begun;
}

void lab_object_watchers_end(PyObject* object) {
  const int ended = PyDict_Check(object) ? PyDict_Unwatch(dict_watcher, object)
                                         : PyType_Unwatch(type_watcher, object);
  if (ended != 0) PyErr_Clear();
}

#else

void lab_object_watchers_listen(lab_before_change function) {
  (void)function;
}

bool lab_object_watchers_begin(PyObject* object) {
  (void)object;
  return false;
}

void lab_object_watchers_end(PyObject* object) {
  (void)object;
}

#endif
