// PyListObject: a header that points to an array of pointers.  (Include/cpython/listobject.h)
//
//   3.11 – 3.15   0           8          16         24         32          40
//                 │ ob_refcnt │ ob_type  │ ob_size  │ ob_item  │ allocated │
//                                        used slots     │        slots there are
//                                                       ▼
//                                        ┌──────┬──────┬──────┬─╌╌╌─┬─╌╌╌─┐
//                                        │ item │ item │ item │spare │spare │
//                                        └──────┴──────┴──────┴─╌╌╌─┴─╌╌╌─┘
//
// The layout has not moved. What has: the growth law (3.9: (n + (n >> 3) + 6) & ~3 slots for n
// items) and the shrinking law (3.14: an array of up to 32 slots keeps its size until the list is
// empty). While list.sort works, the list reads ob_size 0 and allocated -1: the array is held by
// the sort, so that a comparison that changes the list can be noticed. A free-threaded build keeps
// the capacity in front of the item array as well.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include <assert.h>
#include <stddef.h>

#include "bindings/internals/list.h"

// When one of these fails, the version has moved a field: correct the drawing, then lab_list_read
// and the list rows of layout.c.
static_assert(offsetof(PyListObject, ob_item) == 24, "the item array's address is the fourth word");
static_assert(offsetof(PyListObject, allocated) == 32, "allocated is the fifth word");

struct lab_list_layout lab_list_read(PyObject* list) {
  const PyListObject* fields = (const PyListObject*)list;
  return (struct lab_list_layout){.size = (int64_t)Py_SIZE(list),
                                  .allocated = (int64_t)fields->allocated,
                                  .items = (uint64_t)(uintptr_t)fields->ob_item};
}
