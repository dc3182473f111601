#pragma once

#include <Python.h>

#include "bindings/internals/maybe.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lab_tuple_layout {
  int64_t size;
  uint64_t items;         ///< address of the first item's slot, inside the tuple
  struct lab_maybe hash;  ///< ob_hash; -1: not computed yet
};
/// @param tuple an object of which PyTuple_Check holds
struct lab_tuple_layout lab_tuple_read(PyObject* tuple);

struct lab_bytearray_layout {
  int64_t size;
  int64_t allocated;  ///< bytes of the block
  uint64_t bytes;     ///< where the block begins
  uint64_t start;     ///< where the contents begin
  int64_t exports;    ///< views that forbid to resize
};
/// @param bytes an object of which PyByteArray_Check holds
struct lab_bytearray_layout lab_bytearray_read(PyObject* bytes);

#ifdef __cplusplus
}
#endif
