// str as a watched object.  (Include/cpython/unicodeobject.h)
//
//   │ head │ length │ hash │ state: interned, kind, compact, ascii │ …
//   3.11     … │ wstr │ utf8_length │ utf8 │          3.12+   … │ utf8_length │ utf8 │
//
//   hash     the hash is computed and kept: before absent, after its value
//   intern   state.interned, before → after: 0 not, 1 mortal, 2 immortal, 3 immortal and static
//   utf8     the UTF-8 form is kept, with so many bytes (an ASCII str is its own)
//   resize   the length, before → after
//
// A str never changes what it says, with one exception: PyUnicode_Append and its kin enlarge a str
// that has one owner in place, and may move it without tp_dealloc. So its words are read through
// process_vm_readv, which fails where there is no memory; a str of another length that is no str
// any more is compared no further. Where the kernel forbids that call it is read directly.

#define _GNU_SOURCE 1
#include <Python.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "bindings/internals/snapshot.h"

struct copy {
  PyCompactUnicodeObject head;  // as it was; of an ASCII str the first part counts
};

static bool fits(PyObject* object) {
  return PyUnicode_Check(object);
}

static size_t head_size(PyObject* object) {
  return PyUnicode_IS_COMPACT_ASCII(object) ? sizeof(PyASCIIObject)
                                            : sizeof(PyCompactUnicodeObject);
}

static bool read_head(const void* object, size_t size, struct copy* copy) {
  const struct iovec into = {&copy->head, size};
  const struct iovec from = {(void*)(uintptr_t)object, size};
  if (process_vm_readv(getpid(), &into, 1, &from, 1, 0) == (ssize_t)size) return true;
  if (errno == EFAULT) return false;
  memcpy(&copy->head, object, size);
  return true;
}

static void* take(PyObject* object) {
  struct copy* copy = calloc(1, sizeof(*copy));
  if (copy != NULL) memcpy(&copy->head, object, head_size(object));
  return copy;
}

static bool is_ascii(const struct copy* copy) {
  return copy->head._base.state.ascii != 0 && copy->head._base.state.compact != 0;
}

static bool equal(const struct copy* a, const struct copy* b) {
  const PyASCIIObject* x = &a->head._base;
  const PyASCIIObject* y = &b->head._base;
  return x->length == y->length && x->hash == y->hash && x->state.interned == y->state.interned &&
         (is_ascii(a) || a->head.utf8 == b->head.utf8);
}

static bool read_again(PyObject* object, const struct copy* then, struct copy* now) {
  memset(now, 0, sizeof(*now));
  const size_t size = is_ascii(then) ? sizeof(PyASCIIObject) : sizeof(PyCompactUnicodeObject);
  return read_head(object, size, now) &&
         now->head._base.ob_base.ob_type == then->head._base.ob_base.ob_type;
}

static bool same(PyObject* object, const void* kept) {
  const struct copy* then = kept;
  struct copy now;
  return !read_again(object, then, &now) || equal(then, &now);
}

static void tell(lab_change_sink sink, void* to, const char* name, struct lab_number before,
                 struct lab_number after) {
  const struct lab_change change = {.change = name,
                                    .before = before,
                                    .after = after,
                                    .slot = kLabNoNumber,
                                    .entry = kLabNoNumber};
  sink(to, &change);
}

static struct lab_number known_hash(int64_t hash) {
  const struct lab_number number = {hash != -1, hash};
  return number;
}

static enum lab_compared compare(PyObject* object, void* kept, lab_change_sink sink, void* to) {
  struct copy* then = kept;
  struct copy now;
  if (!read_again(object, then, &now)) return kLabCompared;
  const PyASCIIObject* before = &then->head._base;
  const PyASCIIObject* after = &now.head._base;
  if (before->length != after->length) {
    tell(sink, to, "resize", lab_is(before->length), lab_is(after->length));
  }
  if (before->hash != after->hash) {
    tell(sink, to, "hash", known_hash(before->hash), known_hash(after->hash));
  }
  if (before->state.interned != after->state.interned) {
    tell(sink, to, "intern", lab_is(before->state.interned), lab_is(after->state.interned));
  }
  if (!is_ascii(then) && then->head.utf8 != now.head.utf8) {
    const struct lab_number none = {false, 0};
    tell(sink, to, "utf8", then->head.utf8 == NULL ? none : lab_is(then->head.utf8_length),
         now.head.utf8 == NULL ? none : lab_is(now.head.utf8_length));
  }
  *then = now;
  return kLabCompared;
}

const struct lab_structure kLabStr = {.name = "str",
                                      .fits = fits,
                                      .take = take,
                                      .same = same,
                                      .compare = compare,
                                      .drop = free,
                                      .dies_whole = true};
