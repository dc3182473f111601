// How a change of a dict is noticed that nobody may make.  (Include/cpython/dictobject.h,
// Objects/dictobject.c)
//
//   3.11   ma_version_tag: from one counter for all dicts (pydict_global_version), so a value that
//          was once seen never comes back. It says that there was a change, not which
//   3.12+  PyDict_Watch tells of each change before it is made; the tag's low byte holds the
//          watchers' bits, and the tag itself is deprecated and from 3.14 gone

#include <Python.h>

#include "bindings/internals/dict_guard.h"

PyObject* lab_type_dict(PyTypeObject* type) {
  return type->tp_dict;
}

#if PY_VERSION_HEX >= 0x030C0000

static lab_guard_listener guard = NULL;
static int watcher = -1;

static bool is_finalizing(void) {
#if PY_VERSION_HEX >= 0x030D0000
  return Py_IsFinalizing() != 0;
#else
  return _Py_IsFinalizing() != 0;
#endif
}

static int before_change(PyDict_WatchEvent event, PyObject* dict, PyObject* key, PyObject* value) {
  (void)value;
  const bool one_key = event == PyDict_EVENT_ADDED || event == PyDict_EVENT_MODIFIED ||
                       event == PyDict_EVENT_DELETED;
  // Finalization clears them all.
  if (event != PyDict_EVENT_DEALLOCATED && !is_finalizing()) guard(dict, one_key ? key : NULL);
  return 0;
}

bool lab_guard_dict(PyObject* dict, lab_guard_listener listener) {
  guard = listener;
  if (watcher < 0) watcher = PyDict_AddWatcher(before_change);
  const bool watched = watcher >= 0 && PyDict_Watch(watcher, dict) == 0;
  if (!watched) PyErr_Clear();
  return watched;
}

#else

bool lab_guard_dict(PyObject* dict, lab_guard_listener listener) {
  (void)dict;
  (void)listener;
  return false;
}

#endif
