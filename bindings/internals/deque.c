// dequeobject: a doubly linked list of blocks of 64 items.  (Modules/_collectionsmodule.c; the
// structs are private there and declared anew here)
//
//   0      16        24         32          40         48          56     64      72
//   │ head │ ob_size │ leftblock│ rightblock│ leftindex│ rightindex│ state│ maxlen│ numfreeblocks │
//   80                 208
//   │ freeblocks[16]   │ weakreflist │                                          216 bytes in all
//
//   block, 528 bytes:  │ leftlink │ data[64] │ rightlink │
//
//        leftblock                                rightblock
//        ┌─╌╌╌─┬──────┬──────┐      ┌──────┬──────┬─╌╌╌─┐
//        │spare│ item │ item │ ◄──► │ item │ item │spare│     an append or a pop moves one
//        └─╌╌╌─┴──────┴──────┘      └──────┴──────┴─╌╌╌─┘     index; items never move
//                leftindex                   rightindex
//
// An empty deque has one block, its indices in the middle: leftindex 32, rightindex 31. extend()
// and extendleft() on an empty one move them to the edge, to fill the block whole.
//
// 3.11 – 3.15 alike: up to 16 emptied blocks are kept by each deque (3.10 and before by all of them
// together). A version that makes the object another size is answered with "absent".

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include <assert.h>
#include <stddef.h>

#include "bindings/internals/deque.h"

struct block {
  struct block* leftlink;
  PyObject* data[kLabDequeBlock];
  struct block* rightlink;
};

struct deque {
  PyObject_VAR_HEAD struct block* leftblock;
  struct block* rightblock;
  Py_ssize_t leftindex;
  Py_ssize_t rightindex;
  size_t state;
  Py_ssize_t maxlen;
  Py_ssize_t numfreeblocks;
  struct block* freeblocks[16];
  PyObject* weakreflist;
};

static_assert(sizeof(struct block) == 528, "a block is 66 words: sys.getsizeof counts as many");
static_assert(sizeof(struct deque) == 216, "__basicsize__ of a deque from 3.11 on");

struct lab_deque_layout lab_deque_read(PyObject* object) {
  const struct deque* deque = (const struct deque*)object;
  const PyTypeObject* type = Py_TYPE(object);
  while (type->tp_base != NULL && type->tp_base != &PyBaseObject_Type)
    type = type->tp_base;
  if (type->tp_basicsize != (Py_ssize_t)sizeof(struct deque)) {
    return (struct lab_deque_layout){.absent = "this CPython lays out its deque anew"};
  }
  return (struct lab_deque_layout){.length = Py_SIZE(deque),
                                   .left_index = deque->leftindex,
                                   .right_index = deque->rightindex,
                                   .left_block = (uint64_t)(uintptr_t)deque->leftblock,
                                   .right_block = (uint64_t)(uintptr_t)deque->rightblock,
                                   .state = deque->state,
                                   .maxlen = deque->maxlen,
                                   .free_blocks = deque->numfreeblocks};
}

uint64_t lab_deque_next_block(uint64_t block) {
  return (uint64_t)(uintptr_t)((const struct block*)(uintptr_t)block)->rightlink;
}

PyObject* lab_deque_item(uint64_t block, int64_t index) {
  return ((const struct block*)(uintptr_t)block)->data[index & (kLabDequeBlock - 1)];
}
