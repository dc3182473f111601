#pragma once

#include <Python.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { kLabMostDimensions = 64 };

struct lab_memoryview_layout {
  int64_t exports;  ///< views taken of this view: while not 0 it cannot be released
  int flags;        ///< of the view
  int64_t hash;     ///< -1: not computed yet
  bool released;
  uint64_t managed;  ///< address of the managed buffer
  int managed_flags;
  int64_t managed_exports;  ///< memoryviews that share it
  uint64_t owner;           ///< address of the exporting object; 0: none
  bool readonly;
  uint64_t buffer;  ///< address of the view's first byte
  int64_t length;   ///< bytes
  int64_t itemsize;
  const char* format;  ///< null: bytes
  int dimensions;
  int64_t shape[kLabMostDimensions];
  int64_t strides[kLabMostDimensions];
  bool has_suboffsets;
};
/// @param view an object of which PyMemoryView_Check holds
struct lab_memoryview_layout lab_memoryview_read(PyObject* view);

struct lab_memoryview_flag {
  const char* name;
  int bit;
};
/// Ended by a null name.
const struct lab_memoryview_flag* lab_memoryview_flags(void);

#ifdef __cplusplus
}
#endif
