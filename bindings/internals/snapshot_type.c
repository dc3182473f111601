// A class as a watched object.  (Include/cpython/object.h, struct _typeobject)
//
//   tp_version_tag   3.11 – 3.15: a number that stands for all that a look-up in the class can
//                    find; specialised instructions check it. 0: none is given. It is given at the first
//                    look-up and taken back by PyType_Modified, in subclasses too
//   tp_dict          3.11 – 3.15, classes: the attributes. Built-in types of 3.12+ keep theirs
//                    elsewhere, per interpreter: they cannot be changed and are not watched
//
//   version          tp_version_tag, before → after
//   and the changes of tp_dict: see dict_changes.c

#include <Python.h>
#include <stdbool.h>
#include <stdlib.h>

#include "bindings/internals/dict_copy.h"

struct copy {
  struct lab_dict_copy table;
  int64_t version;
};

static PyObject* dict_of(PyObject* object) {
  return ((PyTypeObject*)object)->tp_dict;
}

static int64_t version_of(PyObject* object) {
  return (int64_t)((PyTypeObject*)object)->tp_version_tag;
}

static bool fits(PyObject* object) {
  return PyType_Check(object) && (((PyTypeObject*)object)->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0 &&
         dict_of(object) != NULL;
}

static void drop(void* kept) {
  struct copy* copy = kept;
  lab_dict_copy_free(&copy->table);
  free(copy);
}

static void* take(PyObject* object) {
  struct copy* copy = calloc(1, sizeof(*copy));
  if (copy == NULL) return NULL;
  copy->version = version_of(object);
  if (lab_dict_copy_take(dict_of(object), &copy->table)) return copy;
  drop(copy);
  return NULL;
}

static bool same(PyObject* object, const void* kept) {
  const struct copy* copy = kept;
  PyObject* dict = dict_of(object);
  return version_of(object) == copy->version &&
         (dict == NULL || lab_dict_copy_same(dict, &copy->table));
}

static enum lab_compared compare(PyObject* object, void* kept, lab_change_sink sink, void* to) {
  struct copy* copy = kept;
  PyObject* dict = dict_of(object);
  if (dict != NULL && !lab_dict_copy_same(dict, &copy->table) &&
      !lab_dict_copy_compare(dict, &copy->table, sink, to)) {
    return kLabOutOfMemory;
  }
  if (version_of(object) != copy->version) {
    const struct lab_change change = {.change = "version",
                                      .before = lab_is(copy->version),
                                      .after = lab_is(version_of(object)),
                                      .slot = kLabNoNumber,
                                      .entry = kLabNoNumber};
    copy->version = version_of(object);
    sink(to, &change);
  }
  return kLabCompared;
}

const struct lab_structure kLabType = {.name = "type",
                                       .fits = fits,
                                       .take = take,
                                       .same = same,
                                       .compare = compare,
                                       .drop = drop,
                                       .dies_whole = false};
