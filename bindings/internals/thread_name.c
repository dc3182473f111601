// The names of threads, as Lib/threading.py keeps them.
//
//   sys.modules["threading"]   3.11 interp->modules, from 3.12 interp->imports.modules
//     ._limbo   {Thread: Thread}   from start() until the thread runs
//     ._active  {ident: Thread}    from then until it ends
//   Thread._name, ._daemonic       in the instance's values, or its dict
//
// CPython's own way to all of this makes objects and may run code of the program. These are read
// while a thread lets go of the GIL: what runs code is left out, so only dicts whose keys are all
// exact str (comparing two of these is no call), int keys, and instances of plain classes.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include "internal/pycore_dict.h"    // DK_IS_UNICODE
#include "internal/pycore_interp.h"  // PyInterpreterState.modules, .imports

#include "bindings/internals/attribute.h"
#include "bindings/internals/thread_name.h"

enum { kMostThreads = 4096 };

static PyObject* threading_key;
static PyObject* active_key;
static PyObject* limbo_key;
static PyObject* name_key;
static PyObject* daemonic_key;

static bool intern_into(PyObject** key, const char* text) {
  if (*key == NULL) *key = PyUnicode_InternFromString(text);
  if (*key == NULL) PyErr_Clear();
  return *key != NULL && PyObject_Hash(*key) != -1;
}

bool lab_thread_names_prepare(void) {
  return intern_into(&threading_key, "threading") && intern_into(&active_key, "_active") &&
         intern_into(&limbo_key, "_limbo") && intern_into(&name_key, "_name") &&
         intern_into(&daemonic_key, "_daemonic");
}

static PyObject* in_dict(PyObject* dict, PyObject* key) {
  if (dict == NULL || !PyDict_CheckExact(dict)) return NULL;
  if (!DK_IS_UNICODE(((PyDictObject*)dict)->ma_keys)) return NULL;
  return _PyDict_GetItem_KnownHash(dict, key, ((PyASCIIObject*)key)->hash);
}

/// A dict of the module threading; null when it is not there.
static PyObject* threading_dict(PyInterpreterState* interpreter, PyObject* name) {
#if PY_VERSION_HEX >= 0x030C0000
  PyObject* modules = interpreter->imports.modules;
#else
  PyObject* modules = interpreter->modules;
#endif
  if (name == NULL) return NULL;
  PyObject* threading = in_dict(modules, threading_key);
  if (threading == NULL || !PyModule_Check(threading)) return NULL;
  PyObject* dict = in_dict(PyModule_GetDict(threading), name);
  return dict != NULL && PyDict_CheckExact(dict) ? dict : NULL;
}

static struct lab_thread_name name_of(PyObject* thread) {
  PyObject* name = lab_instance_attribute(thread, name_key);
  if (name == NULL || !PyUnicode_Check(name)) return (struct lab_thread_name){NULL, false};
  return (struct lab_thread_name){name, lab_instance_attribute(thread, daemonic_key) == Py_True};
}

struct lab_thread_name lab_thread_name_of(PyInterpreterState* interpreter, unsigned long ident) {
  PyObject* active = threading_dict(interpreter, active_key);
  PyObject *key, *thread;
  Py_ssize_t at = 0;
  for (int left = kMostThreads; active != NULL && left > 0; --left) {
    if (!PyDict_Next(active, &at, &key, &thread)) break;
    if (PyLong_CheckExact(key) && PyLong_AsUnsignedLongMask(key) == ident) return name_of(thread);
  }
  return (struct lab_thread_name){NULL, false};
}

struct lab_thread_name lab_thread_name_starting(PyInterpreterState* interpreter) {
  PyObject* limbo = threading_dict(interpreter, limbo_key);
  PyObject *key, *thread;
  Py_ssize_t at = 0;
  if (limbo == NULL || PyDict_GET_SIZE(limbo) != 1 || !PyDict_Next(limbo, &at, &key, &thread))
    return (struct lab_thread_name){NULL, false};
  return name_of(thread);
}
