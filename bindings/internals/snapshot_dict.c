// dict as a watched object: see dict_copy.c and dict_changes.c.

#include <stdlib.h>

#include "bindings/internals/dict_copy.h"

static bool fits(PyObject* object) {
  return PyDict_Check(object) && !PyODict_Check(object);
}

static void* take(PyObject* object) {
  struct lab_dict_copy* copy = calloc(1, sizeof(*copy));
  if (copy == NULL || lab_dict_copy_take(object, copy)) return copy;
  lab_dict_copy_free(copy);
  free(copy);
  return NULL;
}

static bool same(PyObject* object, const void* copy) {
  return lab_dict_copy_same(object, copy);
}

static enum lab_compared compare(PyObject* object, void* copy, lab_change_sink sink, void* to) {
  return lab_dict_copy_compare(object, copy, sink, to) ? kLabCompared : kLabOutOfMemory;
}

static void drop(void* copy) {
  lab_dict_copy_free(copy);
  free(copy);
}

static void expect(void* copy, PyObject* key) {
  lab_dict_copy_expect(copy, key);
}

const struct lab_structure kLabDict = {.name = "dict",
                                       .fits = fits,
                                       .take = take,
                                       .same = same,
                                       .compare = compare,
                                       .drop = drop,
                                       .expect = expect,
                                       .dies_whole = true};
