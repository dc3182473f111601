// OrderedDict as a watched object.  (Objects/odictobject.c: no header has its struct)
//
//   3.11 – 3.15  │ a dict, 48 bytes │ od_first │ od_last │ od_fast_nodes │ …_size │
//                │ od_resize_sentinel │ od_state │ od_inst_dict │ od_weakreflist │
//                node: {key, hash, next, prev}, a list in the order of the keys beside the dict's own
//
// The dict's changes (dict_changes.c), and
//   order   a key that was there has become the first or the last: move_to_end. at: the key
//
// od_state grows with each change of the list.

#include <Python.h>
#include <stdbool.h>
#include <stdlib.h>

#include "bindings/internals/dict_copy.h"

struct node {
  PyObject* key;
  Py_hash_t hash;
  struct node* next;
  struct node* prev;
};

struct odict {
  PyDictObject dict;
  struct node* first;
  struct node* last;
  struct node** fast_nodes;
  Py_ssize_t fast_nodes_size;
  void* resize_sentinel;
  size_t state;
  PyObject* inst_dict;
  PyObject* weakreflist;
};

struct copy {
  struct lab_dict_copy table;
  size_t state;
  const PyObject* first;  // keys; compared only
  const PyObject* last;
};

struct counting {
  lab_change_sink sink;
  void* to;
  int told;
};

static bool fits(PyObject* object) {
  return PyODict_Check(object) && PyODict_Type.tp_basicsize == (Py_ssize_t)sizeof(struct odict);
}

static PyObject* key_of(const struct node* node) {
  return node == NULL ? NULL : node->key;
}

static bool refresh_order(PyObject* object, struct copy* copy) {
  const struct odict* dict = (const struct odict*)object;
  copy->state = dict->state;
  copy->first = key_of(dict->first);
  copy->last = key_of(dict->last);
  return true;
}

static void drop(void* kept) {
  struct copy* copy = kept;
  lab_dict_copy_free(&copy->table);
  free(copy);
}

static void* take(PyObject* object) {
  struct copy* copy = calloc(1, sizeof(*copy));
  if (copy == NULL) return NULL;
  if (lab_dict_copy_take(object, &copy->table) && refresh_order(object, copy)) return copy;
  drop(copy);
  return NULL;
}

static bool same(PyObject* object, const void* kept) {
  const struct copy* copy = kept;
  return ((const struct odict*)object)->state == copy->state &&
         lab_dict_copy_same(object, &copy->table);
}

static void count(void* to, const struct lab_change* change) {
  struct counting* counting = to;
  ++counting->told;
  counting->sink(counting->to, change);
}

static void tell_order(PyObject* key, lab_change_sink sink, void* to) {
  char text[kLabKeyText];
  lab_key_text(key, text);
  const struct lab_change change = {
      .change = "order", .at = text, .slot = kLabNoNumber, .entry = kLabNoNumber};
  sink(to, &change);
}

static enum lab_compared compare(PyObject* object, void* kept, lab_change_sink sink, void* to) {
  struct copy* copy = kept;
  const struct odict* dict = (const struct odict*)object;
  struct counting counting = {sink, to, 0};
  if (!lab_dict_copy_same(object, &copy->table) &&
      !lab_dict_copy_compare(object, &copy->table, count, &counting)) {
    return kLabOutOfMemory;
  }
  if (counting.told == 0 && dict->state != copy->state) {
    if (key_of(dict->last) != copy->last) {
      tell_order(key_of(dict->last), sink, to);
    } else if (key_of(dict->first) != copy->first) {
      tell_order(key_of(dict->first), sink, to);
    }
  }
  refresh_order(object, copy);
  return kLabCompared;
}

static void expect(void* kept, PyObject* key) {
  struct copy* copy = kept;
  lab_dict_copy_expect(&copy->table, key);
}

// odict_dealloc ends in dict_dealloc, where we hear of it: the list is gone by then.
const struct lab_structure kLabOrderedDict = {.name = "OrderedDict",
                                              .fits = fits,
                                              .take = take,
                                              .same = same,
                                              .compare = compare,
                                              .drop = drop,
                                              .expect = expect,
                                              .dies_whole = false};
