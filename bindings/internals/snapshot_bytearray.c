// bytearray as a watched object.  (Include/cpython/bytearrayobject.h)
//
//   3.11 – 3.14   │ head │ ob_size │ ob_alloc │ ob_bytes │ ob_start │ ob_exports │
//                                    block's    the block  first byte  buffers lent out
//                                    bytes                 in use
//   3.15          ob_alloc without the NUL byte; ob_bytes_object at the end: the block is a bytes
//                 object
//
//   resize   ob_alloc, before → after              move     ob_bytes, from → to
//   length   ob_size, before → after               start    bytes skipped at the front
//   set      a byte; at: its index                 export   ob_exports, before → after
//
// Of the bytes the first 1024 are compared.

#include <Python.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/internals/snapshot.h"

enum { kCompared = 1024, kMostSet = 16 };

struct copy {
  int64_t size, alloc, bytes, start, exports;
  char content[kCompared];
};

static bool fits(PyObject* object) {
  return PyByteArray_Check(object);
}

static size_t compared(int64_t size) {
  return size < kCompared ? (size_t)size : kCompared;
}

static void read_head(PyObject* object, struct copy* copy) {
  const PyByteArrayObject* array = (const PyByteArrayObject*)object;
  copy->size = Py_SIZE(array);
  copy->alloc = array->ob_alloc;
  copy->bytes = (int64_t)(uintptr_t)array->ob_bytes;
  copy->start = array->ob_bytes == NULL ? 0 : array->ob_start - array->ob_bytes;
  copy->exports = (int64_t)array->ob_exports;
}

static const char* content_of(PyObject* object) {
  return ((const PyByteArrayObject*)object)->ob_start;
}

static void refresh(PyObject* object, struct copy* copy) {
  read_head(object, copy);
  if (copy->size > 0) memcpy(copy->content, content_of(object), compared(copy->size));
}

static void* take(PyObject* object) {
  struct copy* copy = malloc(sizeof(*copy));
  if (copy != NULL) refresh(object, copy);
  return copy;
}

static bool same(PyObject* object, const void* kept) {
  const struct copy* copy = kept;
  const PyByteArrayObject* array = (const PyByteArrayObject*)object;
  if (Py_SIZE(array) != copy->size || array->ob_alloc != copy->alloc ||
      (int64_t)(uintptr_t)array->ob_bytes != copy->bytes || array->ob_exports != copy->exports) {
    return false;
  }
  if (copy->bytes != 0 && array->ob_start - array->ob_bytes != copy->start) return false;
  return copy->size == 0 || memcmp(copy->content, array->ob_start, compared(copy->size)) == 0;
}

static void tell(lab_change_sink sink, void* to, const char* name, int64_t before, int64_t after) {
  if (before == after) return;
  const struct lab_change change = {.change = name,
                                    .before = lab_is(before),
                                    .after = lab_is(after),
                                    .slot = kLabNoNumber,
                                    .entry = kLabNoNumber};
  sink(to, &change);
}

static void tell_content(const struct copy* then, PyObject* object, lab_change_sink sink,
                         void* to) {
  const unsigned char* now = (const unsigned char*)content_of(object);
  int told = 0;
  for (size_t i = 0; i < compared(then->size) && told < kMostSet; ++i) {
    const unsigned char before = (unsigned char)then->content[i];
    if (before == now[i]) continue;
    char index[24];
    snprintf(index, sizeof(index), "%zu", i);
    const struct lab_change change = {.change = "set",
                                      .at = index,
                                      .before = lab_is(before),
                                      .after = lab_is(now[i]),
                                      .slot = kLabNoNumber,
                                      .entry = kLabNoNumber};
    sink(to, &change);
    ++told;
  }
}

static enum lab_compared compare(PyObject* object, void* kept, lab_change_sink sink, void* to) {
  struct copy* then = kept;
  struct copy now;
  read_head(object, &now);
  tell(sink, to, "resize", then->alloc, now.alloc);
  tell(sink, to, "move", then->bytes, now.bytes);
  tell(sink, to, "start", then->start, now.start);
  tell(sink, to, "length", then->size, now.size);
  tell(sink, to, "export", then->exports, now.exports);
  if (then->size == now.size && then->start == now.start) tell_content(then, object, sink, to);
  refresh(object, then);
  return kLabCompared;
}

const struct lab_structure kLabBytearray = {.name = "bytearray",
                                            .fits = fits,
                                            .take = take,
                                            .same = same,
                                            .compare = compare,
                                            .drop = free,
                                            .dies_whole = true};
