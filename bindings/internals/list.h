#pragma once

#include <Python.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The fields of a list. `items` is the address of the item array, null while nothing is allocated.
struct lab_list_layout {
  int64_t size;
  int64_t allocated;  ///< slots of the array; -1 while list.sort has taken the array away
  uint64_t items;
};

/// @param list an object of which PyList_Check holds
struct lab_list_layout lab_list_read(PyObject* list);

#ifdef __cplusplus
}
#endif
