#pragma once

#include <Python.h>
#include <stdbool.h>

#include "bindings/internals/maybe.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lab_int_layout {
  int sign;                ///< -1, 0, 1
  int64_t count;           ///< digits in use: 0 for zero
  const uint32_t* digits;  ///< least significant first; at least one is there
  int bits;                ///< of a digit: PyLong_SHIFT
  struct lab_maybe compact;
  struct lab_maybe tag;  ///< lv_tag
  bool small;            ///< one of the interpreter's own small ints
};
/// @param number an object of which PyLong_Check holds
struct lab_int_layout lab_int_read(PyObject* number);

/// The ints that exist once: first and last of them.
struct lab_small_range {
  int64_t first;
  int64_t last;
};
struct lab_small_range lab_small_range_read(void);

#ifdef __cplusplus
}
#endif
