#pragma once

#include <Python.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { kLabDequeBlock = 64 };  ///< items of a block

struct lab_deque_layout {
  const char* absent;  ///< why the fields cannot be read; null when they can
  int64_t length;
  int64_t left_index;   ///< of the first item in the leftmost block
  int64_t right_index;  ///< of the last item in the rightmost block
  uint64_t left_block;
  uint64_t right_block;
  uint64_t state;       ///< grows with each change
  int64_t maxlen;       ///< -1: unbounded
  int64_t free_blocks;  ///< kept for later
};
/// @param deque an object of type collections.deque or one derived from it
struct lab_deque_layout lab_deque_read(PyObject* deque);

/// The block to the right of one; 0 behind the rightmost.
uint64_t lab_deque_next_block(uint64_t block);

/// The item at an index of a block, borrowed.
PyObject* lab_deque_item(uint64_t block, int64_t index);

#ifdef __cplusplus
}
#endif
