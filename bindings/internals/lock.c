// _thread.lock and _thread.RLock, seen from inside.  (Modules/_threadmodule.c)
//
//   3.11, 3.12    lockobject, rlockobject: a PyThread_type_lock (a semaphore) and who holds it;
//                 Thread.join() waits for a lock, `_tstate_lock`, that the end of the thread releases
//   3.13          the same two; _thread.lock can be called; Thread.join() is _ThreadHandle.join(), and
//                 the end of the program _thread._shutdown()
//   3.14, 3.15    a PyMutex in the lock, a _PyRecursiveMutex in the RLock; locked() for both
//
// None of these structs is in a header. What is exchanged is therefore the way in:
//
//     lock.acquire ─► PyMethodDescrObject.d_method ─┐
//     bound method ─► PyCFunctionObject.m_ml ───────┼─► PyMethodDef.ml_meth ─► ours ─► CPython's
//     CALL, specialised for a method descriptor ────┘
//
// The PyMethodDef is a static, writable struct that all of them point to, and each reads ml_meth at
// every call (Objects/methodobject.c, Objects/descrobject.c, Python/ceval.c): exchanging that one word
// is seen by all callers, also by a Condition that bound lock.acquire when it was made. Wrapping the
// classes of threading.py instead would miss those, and everybody who imported Lock by name.
//
// Whether a lock is taken is found out as CPython does: by trying, without waiting. Only where that
// fails does the call wait, and then it is announced before. A lock is seen to be made by tp_alloc (a
// class derived from RLock has its own) and to die by tp_dealloc. tp_new stays: tp_new_wrapper compares
// it with that of derived classes.
//
// The functions that are on the stack while a thread waits are all in this file, and in C: a daemon
// thread may be ended by pthread_exit at that point, and C++ would not let that through.

#include <Python.h>
#include <stdbool.h>

#include "bindings/internals/lock.h"

enum kind { kLock, kRLock, kKinds };

/// An original for each function that we stand before, and which functions call it by what name.
enum original { kAcquire, kEnter, kRelease, kExit, kReinit, kSave, kRestore, kOwned, kOriginals };

static PyCFunction originals[kKinds][kOriginals];
static PyCFunction original_join, original_is_done, original_shutdown;
static const struct lab_lock_listener* listener = NULL;
static uint64_t watch_number = 0;
static PyObject* no_wait = NULL;  // (False,)

static bool heard(void) {
  return listener != NULL && PyInterpreterState_Get() == PyInterpreterState_Main();
}

// --- what a call asks for ---

enum wish { kNever, kTimed, kForever, kOdd };

static bool take_arguments(PyObject* args, PyObject* kwargs, PyObject* found[2]) {
  const Py_ssize_t count = PyTuple_GET_SIZE(args);
  if (count > 2) return false;
  for (Py_ssize_t i = 0; i < count; ++i)
    found[i] = PyTuple_GET_ITEM(args, i);
  if (kwargs == NULL) return true;
  PyObject *key, *value;
  Py_ssize_t at = 0;
  while (PyDict_Next(kwargs, &at, &key, &value)) {
    if (!PyUnicode_Check(key)) return false;
    const bool blocking = PyUnicode_CompareWithASCIIString(key, "blocking") == 0;
    if (!blocking && PyUnicode_CompareWithASCIIString(key, "timeout") != 0) return false;
    if (found[blocking ? 0 : 1] != NULL) return false;
    found[blocking ? 0 : 1] = value;
  }
  return true;
}

/// -1: no limit, or (odd) one that CPython alone can read.
static double seconds_of(PyObject* timeout, bool* odd) {
  if (timeout == NULL) return -1;
  double seconds = -1;
  if (PyFloat_CheckExact(timeout)) {
    seconds = PyFloat_AS_DOUBLE(timeout);
  } else if (PyLong_CheckExact(timeout)) {
    int overflow = 0;
    const long long whole = PyLong_AsLongLongAndOverflow(timeout, &overflow);
    *odd = overflow != 0;
    seconds = (double)whole;
  } else {
    *odd = true;
  }
  if (!(seconds >= 0) && seconds != -1) *odd = true;
  return seconds;
}

static enum wish wish_of(PyObject* args, PyObject* kwargs) {
  PyObject* found[2] = {NULL, NULL};
  if (!take_arguments(args, kwargs, found)) return kOdd;
  bool odd = found[0] != NULL && !PyBool_Check(found[0]) && !PyLong_CheckExact(found[0]);
  const double seconds = seconds_of(found[1], &odd);
  if (odd) return kOdd;
  const bool blocking = found[0] == NULL || PyObject_IsTrue(found[0]);
  if (!blocking || seconds == 0) return kNever;
  return seconds < 0 ? kForever : kTimed;
}

// --- what is called in CPython's place ---

static void begin_wait(struct lab_lock_wait* wait, bool reentrant) {
  wait->watch = watch_number;
  listener->wait_begins(wait, reentrant);
}

static void end_wait(struct lab_lock_wait* wait, bool reentrant, enum lab_lock_outcome outcome) {
  if (listener == NULL || wait->watch != watch_number) return;
  listener->wait_ends(wait, reentrant, outcome);
}

static enum lab_lock_outcome outcome_of(PyObject* result) {
  if (result == NULL) return kLabLockInterrupted;
  return result == Py_False ? kLabLockTimeout : kLabLockAcquired;
}

static PyObject* call_acquire(enum kind kind, bool with, PyObject* self, PyObject* args,
                              PyObject* kwargs) {
  const PyCFunction function = originals[kind][with ? kEnter : kAcquire];
  return ((PyCFunctionWithKeywords)(void (*)(void))function)(self, args, kwargs);
}

/// Without waiting: what the call did is all in its result.
static PyObject* told(PyObject* result, enum kind kind, bool with, PyObject* self) {
  if (listener == NULL) return result;
  if (result == Py_True) listener->acquired(self, kind == kRLock, with);
  if (result == Py_False) listener->busy(self, kind == kRLock);
  return result;
}

static PyObject* acquire(enum kind kind, bool with, PyObject* self, PyObject* args,
                         PyObject* kwargs) {
  if (!heard()) return call_acquire(kind, with, self, args, kwargs);
  const enum wish wish = wish_of(args, kwargs);
  if (wish == kNever || wish == kOdd || !listener->may_be_taken(self, kind == kRLock))
    return told(call_acquire(kind, with, self, args, kwargs), kind, with, self);
  PyObject* at_once = call_acquire(kind, false, self, no_wait, NULL);
  if (at_once != Py_False) return told(at_once, kind, with, self);
  Py_DECREF(at_once);
  struct lab_lock_wait wait = {.lock = self, .forever = wish == kForever, .with = with};
  begin_wait(&wait, kind == kRLock);
  PyObject* result = call_acquire(kind, with, self, args, kwargs);
  end_wait(&wait, kind == kRLock, outcome_of(result));
  return result;
}

static PyObject* release(enum kind kind, enum original which, PyObject* self, PyObject* args) {
  PyObject* result = originals[kind][which](self, args);
  if (result == NULL || !heard()) return result;
  bool free = true;
  if (kind == kRLock && which != kSave && which != kReinit) {
    PyObject* owned = originals[kRLock][kOwned](self, NULL);
    free = owned != Py_True;
    Py_XDECREF(owned);
  }
  listener->released(self, kind == kRLock, free);
  return result;
}

#define METHODS(kind, name)                                                           \
  static PyObject* name##_acquire(PyObject* self, PyObject* args, PyObject* kwargs) { \
    return acquire(kind, false, self, args, kwargs);                                  \
  }                                                                                   \
  static PyObject* name##_enter(PyObject* self, PyObject* args, PyObject* kwargs) {   \
    return acquire(kind, true, self, args, kwargs);                                   \
  }                                                                                   \
  static PyObject* name##_release(PyObject* self, PyObject* args) {                   \
    return release(kind, kRelease, self, args);                                       \
  }                                                                                   \
  static PyObject* name##_exit(PyObject* self, PyObject* args) {                      \
    return release(kind, kExit, self, args);                                          \
  }                                                                                   \
  static PyObject* name##_reinit(PyObject* self, PyObject* args) {                    \
    return release(kind, kReinit, self, args);                                        \
  }
METHODS(kLock, lock)
METHODS(kRLock, rlock)

/// Condition.wait() gives its RLock away whole …
static PyObject* rlock_release_save(PyObject* self, PyObject* args) {
  return release(kRLock, kSave, self, args);
}

/// … and takes it back as deep as it was. It cannot be tried without waiting.
static PyObject* rlock_acquire_restore(PyObject* self, PyObject* args) {
  const PyCFunction restore = originals[kRLock][kRestore];
  if (!heard()) return restore(self, args);
  if (!listener->may_be_taken(self, true)) {
    PyObject* result = restore(self, args);
    if (result != NULL && listener != NULL) listener->acquired(self, true, true);
    return result;
  }
  struct lab_lock_wait wait = {.lock = self, .forever = true, .with = true};
  begin_wait(&wait, true);
  PyObject* result = restore(self, args);
  end_wait(&wait, true, outcome_of(result));
  return result;
}

static bool is_done(PyObject* handle) {
  PyObject* done = original_is_done(handle, NULL);
  if (done == NULL) PyErr_Clear();
  Py_XDECREF(done);
  return done != Py_False;
}

static PyObject* handle_join(PyObject* self, PyObject* args) {
  if (!heard() || is_done(self)) return original_join(self, args);
  const bool given = PyTuple_GET_SIZE(args) > 0 && PyTuple_GET_ITEM(args, 0) != Py_None;
  bool odd = false;
  const double seconds = given ? seconds_of(PyTuple_GET_ITEM(args, 0), &odd) : -1;
  struct lab_lock_wait wait = {.handle = self, .forever = !odd && seconds < 0};
  begin_wait(&wait, false);
  PyObject* result = original_join(self, args);
  end_wait(&wait, false, outcome_of(result));
  return result;
}

static PyObject* module_shutdown(PyObject* self, PyObject* args) {
  if (!heard()) return original_shutdown(self, args);
  struct lab_lock_wait wait = {.all_threads = true, .forever = true};
  begin_wait(&wait, false);
  PyObject* result = original_shutdown(self, args);
  end_wait(&wait, false, outcome_of(result));
  return result;
}

// --- life and death ---

static struct {
  PyTypeObject* type;  // a reference of ours, for good: null before the first watch
  allocfunc alloc;
  destructor dealloc;
} types[kKinds];

static PyObject* make(enum kind kind, PyTypeObject* type, Py_ssize_t items) {
  PyObject* self = types[kind].alloc(type, items);
  if (self != NULL && heard()) listener->made(self, kind == kRLock);
  return self;
}
static PyObject* lock_alloc(PyTypeObject* type, Py_ssize_t items) {
  return make(kLock, type, items);
}
static PyObject* rlock_alloc(PyTypeObject* type, Py_ssize_t items) {
  return make(kRLock, type, items);
}
static void lock_dealloc(PyObject* self) {
  if (heard()) listener->dying(self);
  types[kLock].dealloc(self);
}
static void rlock_dealloc(PyObject* self) {
  if (heard()) listener->dying(self);
  types[kRLock].dealloc(self);
}

// --- putting them in and taking them out ---

enum { kTwo = 2, kThree = 3 };  // arguments of the function, self included

static struct place {
  const char* name;
  int kind;  // kKinds: _ThreadHandle; kKinds + 1: the module
  PyCFunction* original;
  PyCFunction ours;  // null: only looked up
  int arguments;
  PyMethodDef* method;  // null: this CPython has no such method
} places[] = {
#define KEYWORDS(function) (PyCFunction)(void (*)(void))(function)
#define PLACES(kind, name)                                                              \
  {"acquire", kind, &originals[kind][kAcquire], KEYWORDS(name##_acquire), kThree, 0},   \
      {"__enter__", kind, &originals[kind][kEnter], KEYWORDS(name##_enter), kThree, 0}, \
      {"release", kind, &originals[kind][kRelease], name##_release, kTwo, 0},           \
      {"__exit__", kind, &originals[kind][kExit], name##_exit, kTwo, 0}, {              \
    "_at_fork_reinit", kind, &originals[kind][kReinit], name##_reinit, kTwo, 0          \
  }
    PLACES(kLock, lock),
    {"acquire_lock", kLock, &originals[kLock][kAcquire], KEYWORDS(lock_acquire), kThree, 0},
    {"release_lock", kLock, &originals[kLock][kRelease], lock_release, kTwo, 0},
    PLACES(kRLock, rlock),
    {"_release_save", kRLock, &originals[kRLock][kSave], rlock_release_save, kTwo, 0},
    {"_acquire_restore", kRLock, &originals[kRLock][kRestore], rlock_acquire_restore, kTwo, 0},
    {"_is_owned", kRLock, &originals[kRLock][kOwned], NULL, kTwo, 0},
    {"join", kKinds, &original_join, handle_join, kTwo, 0},
    {"is_done", kKinds, &original_is_done, NULL, kTwo, 0},
    {"_shutdown", kKinds + 1, &original_shutdown, module_shutdown, kTwo, 0},
};
enum { kPlaces = sizeof places / sizeof *places };

static PyMethodDef* method_of(PyObject* owner, const char* name) {
  if (owner == NULL) return NULL;
  PyObject* found = PyObject_GetAttrString(owner, name);
  if (found == NULL) {
    PyErr_Clear();
    return NULL;
  }
  PyMethodDef* method = NULL;
  if (Py_IS_TYPE(found, &PyMethodDescr_Type)) method = ((PyMethodDescrObject*)found)->d_method;
  if (Py_IS_TYPE(found, &PyCFunction_Type)) method = ((PyCFunctionObject*)found)->m_ml;
  Py_DECREF(found);
  return method;
}

static bool has_arguments(const PyMethodDef* method, int arguments) {
  const int flags = method->ml_flags & (METH_VARARGS | METH_KEYWORDS | METH_NOARGS | METH_O |
                                        METH_FASTCALL | METH_METHOD);
  if (arguments == kThree) return flags == (METH_VARARGS | METH_KEYWORDS);
  return flags == METH_VARARGS || flags == METH_NOARGS;
}

static const char* find_places(PyObject* module) {
  PyObject* handle = PyObject_GetAttrString(module, "_ThreadHandle");  // 3.13+
  if (handle == NULL) PyErr_Clear();
  PyObject* owners[] = {(PyObject*)types[kLock].type, (PyObject*)types[kRLock].type, handle,
                        module};
  const char* wrong = NULL;
  for (int i = 0; i < kPlaces && wrong == NULL; ++i) {
    places[i].method = method_of(owners[places[i].kind], places[i].name);
    if (places[i].method == NULL) {
      if (places[i].kind < kKinds) wrong = "_thread's locks lack a method that they had up to 3.13";
    } else if (!has_arguments(places[i].method, places[i].arguments)) {
      wrong =
          "a method of _thread's locks is called in a way that this version of the lab does not "
          "know";
    }
  }
  Py_XDECREF(handle);
  return wrong;
}

static const char* find_all(void) {
  PyObject* module = PyImport_ImportModule("_thread");
  const char* wrong = module == NULL ? "the module _thread cannot be imported" : NULL;
  static const char* const names[kKinds] = {"LockType", "RLock"};
  for (int kind = 0; kind < kKinds && wrong == NULL; ++kind) {
    PyObject* type = PyObject_GetAttrString(module, names[kind]);
    if (type == NULL || !PyType_Check(type)) {
      Py_XDECREF(type);
      wrong = "the module _thread has no type of locks";
    } else {
      Py_XSETREF(types[kind].type, (PyTypeObject*)type);
    }
  }
  if (wrong == NULL) wrong = find_places(module);
  if (wrong == NULL && no_wait == NULL) no_wait = PyTuple_Pack(1, Py_False);
  if (wrong == NULL && no_wait == NULL) wrong = "memory is out";
  Py_XDECREF(module);
  PyErr_Clear();
  return wrong;
}

static void exchange_types(void) {
  static const allocfunc allocs[kKinds] = {lock_alloc, rlock_alloc};
  static const destructor deallocs[kKinds] = {lock_dealloc, rlock_dealloc};
  for (int kind = 0; kind < kKinds; ++kind) {
    PyTypeObject* type = types[kind].type;
    // Ours may be there still, below what another watch put before it.
    if (types[kind].alloc == NULL) types[kind].alloc = type->tp_alloc;
    if (types[kind].dealloc == NULL) types[kind].dealloc = type->tp_dealloc;
    if (type->tp_alloc == types[kind].alloc) type->tp_alloc = allocs[kind];
    if (type->tp_dealloc == types[kind].dealloc) type->tp_dealloc = deallocs[kind];
  }
}

const char* lab_lock_listen(const struct lab_lock_listener* to) {
  if (listener != NULL) return "locks are watched already: stop that watch first";
  const char* wrong = find_all();
  if (wrong != NULL) return wrong;
  for (int i = 0; i < kPlaces; ++i) {
    struct place* place = &places[i];
    if (place->method == NULL || place->method->ml_meth == place->ours) continue;
    *place->original = place->method->ml_meth;
    if (place->ours != NULL) place->method->ml_meth = place->ours;
  }
  exchange_types();
  ++watch_number;
  listener = to;
  return NULL;
}

void lab_lock_unlisten(void) {
  listener = NULL;
  for (int i = 0; i < kPlaces; ++i) {
    struct place* place = &places[i];
    if (place->method != NULL && place->ours != NULL && place->method->ml_meth == place->ours)
      place->method->ml_meth = *place->original;
  }
  static const allocfunc allocs[kKinds] = {lock_alloc, rlock_alloc};
  static const destructor deallocs[kKinds] = {lock_dealloc, rlock_dealloc};
  for (int kind = 0; kind < kKinds; ++kind) {
    PyTypeObject* type = types[kind].type;
    if (type->tp_alloc == allocs[kind]) type->tp_alloc = types[kind].alloc;
    if (type->tp_dealloc == deallocs[kind]) type->tp_dealloc = types[kind].dealloc;
  }
}
