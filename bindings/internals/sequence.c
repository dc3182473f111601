// tuple and bytearray.  (Include/cpython/tupleobject.h, bytearrayobject.h; Objects/tupleobject.c,
// bytearrayobject.c)
//
//   tuple       0      16        24                 its items are in the object itself
//     – 3.13    │ head │ ob_size │ ob_item[ob_size]
//     3.14+     │ head │ ob_size │ ob_hash │ ob_item[ob_size]     from 32; hash() is kept
//
//   bytearray   0      16        24         32         40         48
//               │ head │ ob_size │ ob_alloc │ ob_bytes │ ob_start │ ob_exports │
//                                             │          │
//                                             ▼          ▼
//                                             │ consumed │ contents │ NUL │ spare │
//     Deleting from the front moves ob_start, not the contents. While ob_exports is not 0 (a
//     memoryview looks at it) no operation may resize it.
//     – 3.14    ob_alloc counts the NUL
//     3.15      backed by a bytes object, ob_bytes_object at 56; ob_alloc no longer counts the NUL

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include <assert.h>
#include <stddef.h>

#include "bindings/internals/sequence.h"

// When one of these fails, correct the drawing and the readers.
static_assert(offsetof(PyByteArrayObject, ob_exports) == 48, "ob_exports is the seventh word");
#if PY_VERSION_HEX >= 0x030E0000
static_assert(offsetof(PyTupleObject, ob_item) == 32, "the items follow the hash");
#else
static_assert(offsetof(PyTupleObject, ob_item) == 24, "the items follow the size");
#endif

struct lab_tuple_layout lab_tuple_read(PyObject* object) {
  const PyTupleObject* tuple = (const PyTupleObject*)object;
  struct lab_tuple_layout layout = {.size = Py_SIZE(tuple),
                                    .items = (uint64_t)(uintptr_t)tuple->ob_item};
#if PY_VERSION_HEX >= 0x030E0000
  layout.hash = (struct lab_maybe){tuple->ob_hash, NULL};
#else
  layout.hash = (struct lab_maybe){0, "a tuple does not keep its hash before 3.14"};
#endif
  return layout;
}

struct lab_bytearray_layout lab_bytearray_read(PyObject* object) {
  const PyByteArrayObject* bytes = (const PyByteArrayObject*)object;
  return (struct lab_bytearray_layout){.size = Py_SIZE(bytes),
                                       .allocated = bytes->ob_alloc,
                                       .bytes = (uint64_t)(uintptr_t)bytes->ob_bytes,
                                       .start = (uint64_t)(uintptr_t)bytes->ob_start,
                                       .exports = bytes->ob_exports};
}
