// collections.deque as a watched object.  (Modules/_collectionsmodule.c: no header has its struct)
//
//   3.11 – 3.15  │ head │ ob_size │ leftblock │ rightblock │ leftindex │ rightindex │ state │ maxlen │…
//                                   └► {left, 64 items, right} ◄┘
//
//   append, appendleft, pop, popleft, extend, extendleft, clear    len before → after
//   shift    both ends went the same way: rotate, or an append that pushed an item out of a maxlen
//   block    how many blocks there are, before → after; at: the end that has grown or shrunk
//
// `state` grows with each change of the length: O(1). An item replaced in place (d[i] = x) is not
// seen, and of several calls within one instruction their sum is.

#include <Python.h>
#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/internals/snapshot.h"

enum { kBlock = 64 };

struct deque {
  PyObject_VAR_HEAD void* leftblock;
  void* rightblock;
  Py_ssize_t leftindex;
  Py_ssize_t rightindex;
  size_t state;
  Py_ssize_t maxlen;
};

struct copy {
  int64_t length, left, right, blocks;
  const void* leftblock;
  const void* rightblock;
  size_t state;
};

// Which type it is: the one that the module _collections made, known by its name and its size.
static bool fits(PyObject* object) {
  enum { kBasicSize = 216 };
  for (const PyTypeObject* type = Py_TYPE(object); type != NULL; type = type->tp_base) {
    if (strcmp(type->tp_name, "collections.deque") == 0) {
      return type->tp_basicsize == kBasicSize && type->tp_base == &PyBaseObject_Type;
    }
  }
  return false;
}

static void read_now(PyObject* object, struct copy* copy) {
  const struct deque* deque = (const struct deque*)object;
  copy->length = Py_SIZE(deque);
  copy->left = deque->leftindex;
  copy->right = deque->rightindex;
  copy->leftblock = deque->leftblock;
  copy->rightblock = deque->rightblock;
  copy->state = deque->state;
  // From the first slot of the leftmost block to the last one of the rightmost.
  copy->blocks = (copy->left + copy->length + (kBlock - 1 - copy->right)) / kBlock;
}

static void* take(PyObject* object) {
  struct copy* copy = malloc(sizeof(*copy));
  if (copy != NULL) read_now(object, copy);
  return copy;
}

static bool same(PyObject* object, const void* kept) {
  const struct deque* deque = (const struct deque*)object;
  const struct copy* copy = kept;
  return deque->state == copy->state && Py_SIZE(deque) == copy->length &&
         deque->leftindex == copy->left && deque->rightindex == copy->right;
}

static const char* name_of(const struct copy* then, const struct copy* now, bool left, bool right) {
  const int64_t by = now->length - then->length;
  if (by == 0) return "shift";
  if (now->length == 0 && (by < -1 || (left && right))) return "clear";
  if (by > 0) {
    if (left && right) return "extend";
    return left ? (by == 1 ? "appendleft" : "extendleft") : (by == 1 ? "append" : "extend");
  }
  if (by < -1 || (left && right)) return "delete";
  return left ? "popleft" : "pop";
}

static void tell(lab_change_sink sink, void* to, const char* name, const char* at, int64_t before,
                 int64_t after) {
  const struct lab_change change = {.change = name,
                                    .at = at,
                                    .before = lab_is(before),
                                    .after = lab_is(after),
                                    .slot = kLabNoNumber,
                                    .entry = kLabNoNumber};
  sink(to, &change);
}

static enum lab_compared compare(PyObject* object, void* kept, lab_change_sink sink, void* to) {
  struct copy* then = kept;
  struct copy now;
  read_now(object, &now);
  const bool left = now.left != then->left || now.leftblock != then->leftblock;
  const bool right = now.right != then->right || now.rightblock != then->rightblock;
  if (left || right || now.length != then->length) {
    // Emptied by its last pop, a deque puts both ends back into the middle of its block.
    const bool last_pop = now.length == 0 && then->length == 1;
    tell(sink, to, last_pop ? "pop" : name_of(then, &now, left, right), NULL, then->length,
         now.length);
  }
  if (now.blocks != then->blocks) {
    const bool at_left = now.leftblock != then->leftblock;
    const bool at_right = now.rightblock != then->rightblock;
    const char* end = at_left && at_right ? "both" : at_left ? "left" : "right";
    tell(sink, to, "block", end, then->blocks, now.blocks);
  }
  *then = now;
  return kLabCompared;
}

const struct lab_structure kLabDeque = {.name = "deque",
                                        .fits = fits,
                                        .take = take,
                                        .same = same,
                                        .compare = compare,
                                        .drop = free,
                                        .dies_whole = true};
