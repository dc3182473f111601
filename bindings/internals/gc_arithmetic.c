// The collector's arithmetic.  (deduce_unreachable: Modules/gcmodule.c up to 3.12, Python/gc.c from
// 3.13, with the steps update_refs, subtract_refs, move_unreachable)
//
//   1. copy every reference count            a 2   b 1   c 1
//   2. for every object, for every object    a ─► b, b ─► a, c ─► c
//      that it refers to: subtract one       a 1   b 0   c 0
//   3. what is left comes from outside:      a is reachable
//   4. what a reachable object refers to     b is reachable, c is not
//      is reachable too
//
// The collector keeps the copies in _gc_prev of the objects themselves and rebuilds the list after
// it. Here they are kept beside the objects, so that nothing is written into them.
//
// Only tp_traverse knows what an object refers to, and it tells the truth about counted references
// only: an instance's attributes are visited through the instance while they lie in its inline
// values and through its __dict__ once that exists. (3.11, 3.12: values in an array of their
// own; 3.13+: behind the object.) From 3.9 on an instance of a heap type visits its type as well.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include <assert.h>
#include <stdlib.h>

#include "bindings/internals/gc_arithmetic.h"
#include "bindings/internals/object.h"
#include "bindings/internals/pointer_map.h"

struct reckoning {
  struct lab_pointer_map numbers;  // object → its number + 1
  struct lab_gc_account* accounts;
  size_t* to_visit;  // numbers of reachable objects whose references are still to be followed
  size_t waiting;
};

static struct lab_gc_account* account_of(const struct reckoning* reckoning, PyObject* object) {
  const uint64_t* number = lab_pointer_map_find(&reckoning->numbers, object);
  return number == NULL ? NULL : &reckoning->accounts[*number - 1];
}

static int subtract(PyObject* referred, void* argument) {
  struct lab_gc_account* account = account_of(argument, referred);
  if (account != NULL) ++account->internal;
  return 0;
}

static void mark(struct reckoning* reckoning, struct lab_gc_account* account) {
  if (account->reachable) return;
  account->reachable = true;
  reckoning->to_visit[reckoning->waiting++] = (size_t)(account - reckoning->accounts);
}

static int reach(PyObject* referred, void* argument) {
  struct lab_gc_account* account = account_of(argument, referred);
  if (account != NULL) mark(argument, account);
  return 0;
}

void lab_gc_visit_references(PyObject* object, int (*visit)(PyObject*, void*), void* argument) {
  const traverseproc traverse = Py_TYPE(object)->tp_traverse;
  // A static type has a tp_traverse that must not be called for it.
  if (traverse == NULL || !PyObject_IS_GC(object)) return;
  (void)traverse(object, visit, argument);
}

static bool number_objects(struct reckoning* reckoning, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    struct lab_gc_account* account = &reckoning->accounts[i];
    uint64_t* number = lab_pointer_map_at(&reckoning->numbers, account->object);
    if (number == NULL) return false;
    *number = i + 1;
    account->refcount = lab_refcount_field(account->object);
    const struct lab_maybe immortal = lab_immortal(account->object);
    if (immortal.absent != NULL || immortal.value == 0) account->refcount -= account->taken_off;
    account->internal = 0;
    account->reachable = false;
  }
  return true;
}

static void settle(struct reckoning* reckoning, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    lab_gc_visit_references(reckoning->accounts[i].object, subtract, reckoning);
  }
  for (size_t i = 0; i < count; ++i) {
    struct lab_gc_account* account = &reckoning->accounts[i];
    account->left = account->refcount - account->internal;
    if (account->left > 0) mark(reckoning, account);
  }
  // Each object enters to_visit once, when it is marked: the array never overflows.
  while (reckoning->waiting > 0) {
    const size_t number = reckoning->to_visit[--reckoning->waiting];
    lab_gc_visit_references(reckoning->accounts[number].object, reach, reckoning);
  }
}

bool lab_gc_reckon(struct lab_gc_account* accounts, size_t count) {
  struct reckoning reckoning = {.accounts = accounts};
  if (!lab_pointer_map_init(&reckoning.numbers, count)) return false;
  reckoning.to_visit = calloc(count + 1, sizeof(size_t));
  const bool enough = reckoning.to_visit != NULL && number_objects(&reckoning, count);
  if (enough) settle(&reckoning, count);
  free(reckoning.to_visit);
  lab_pointer_map_free(&reckoning.numbers);
  return enough;
}
