// PyMemoryViewObject and its managed buffer.  (Include/cpython/memoryobject.h, in 3.11
// Include/memoryobject.h; Objects/memoryobject.c; PEP 3118)
//
//   bytearray ◄── managed buffer ◄── memoryview          memoryview(b), and slices and casts of it
//   exports 1     exports 2      ◄── memoryview [1:]     share one managed buffer: the object
//                 master             exports 0           itself sees one export
//                                    view: buf, shape, strides of its own
//
//   managed buffer  0      16      24        32
//                   │ head │ flags │ exports │ master (Py_buffer) │
//   memoryview      0      16      24     32     40      48        56
//                   │ head │ size  │ mbuf │ hash │ flags │ exports │ view (Py_buffer) │ …
//
// exports of a memoryview counts views taken of it through the buffer protocol by C code (a cast or
// a slice registers with the managed buffer instead). release() clears the view's flags to RELEASED
// and lets go of the managed buffer, which lets go of the object when no view is left.
//
// 3.11 – 3.15 alike; 3.12 adds the flag RESTRICTED (PEP 688: the view lives for one __buffer__
// call).

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include <assert.h>
#include <stddef.h>

#include "bindings/internals/memoryview.h"

// When one of these fails, correct the drawing and the reader.
static_assert(offsetof(_PyManagedBufferObject, exports) == 24, "exports follows the flags");
static_assert(offsetof(PyMemoryViewObject, exports) == 48, "exports follows the flags");
static_assert(PyBUF_MAX_NDIM <= kLabMostDimensions, "room for every dimension");

struct lab_memoryview_layout lab_memoryview_read(PyObject* object) {
  const PyMemoryViewObject* view = (const PyMemoryViewObject*)object;
  const _PyManagedBufferObject* managed = view->mbuf;
  struct lab_memoryview_layout layout = {
      .exports = view->exports,
      .flags = view->flags,
      .hash = view->hash,
      .released = (view->flags & _Py_MEMORYVIEW_RELEASED) != 0 || managed == NULL ||
                  (managed->flags & _Py_MANAGED_BUFFER_RELEASED) != 0,
      .managed = (uint64_t)(uintptr_t)managed};
  // A released view keeps its fields, but what they point to may be gone.
  if (layout.released) return layout;
  layout.managed_flags = managed->flags;
  layout.managed_exports = managed->exports;
  layout.owner = (uint64_t)(uintptr_t)view->view.obj;
  layout.readonly = view->view.readonly != 0;
  layout.buffer = (uint64_t)(uintptr_t)view->view.buf;
  layout.length = view->view.len;
  layout.itemsize = view->view.itemsize;
  layout.format = view->view.format;
  layout.has_suboffsets = view->view.suboffsets != NULL;
  const int dimensions = view->view.ndim;
  layout.dimensions = dimensions < kLabMostDimensions ? dimensions : kLabMostDimensions;
  for (int i = 0; i < layout.dimensions; ++i) {
    layout.shape[i] = view->view.shape == NULL ? 0 : view->view.shape[i];
    layout.strides[i] = view->view.strides == NULL ? 0 : view->view.strides[i];
  }
  return layout;
}

const struct lab_memoryview_flag* lab_memoryview_flags(void) {
  static const struct lab_memoryview_flag kFlags[] = {
    {"released", _Py_MEMORYVIEW_RELEASED},
    {"c", _Py_MEMORYVIEW_C},
    {"fortran", _Py_MEMORYVIEW_FORTRAN},
    {"scalar", _Py_MEMORYVIEW_SCALAR},
    {"pil", _Py_MEMORYVIEW_PIL},
#if PY_VERSION_HEX >= 0x030C0000
    {"restricted", _Py_MEMORYVIEW_RESTRICTED},
#endif
    {NULL, 0}
  };
  return kFlags;
}
