// PyODictObject: a dict and a doubly linked list of its keys.  (Objects/odictobject.c; the struct
// is private there and declared anew here)
//
//   0            48         56        64               72                   80
//   │ dict (48)  │ od_first │ od_last │ od_fast_nodes* │ od_fast_nodes_size │ od_resize_sentinel │
//                                        │
//   88         96             104        │                                 112
//   │ od_state │ od_inst_dict │ od_weakreflist │
//                                        │
//                                        └─► one word per slot of the dict's index table: the entry
//                                            number i of a key is also the place of its node
//
//   node:  │ key │ hash │ next │ prev │     32 bytes, in order of insertion or of move_to_end
//
// The dict finds a key and its value; the node, through the same entry number, its neighbours: so
// the first key, popitem and move_to_end cost the same at any size. od_resize_sentinel is what
// ma_keys was when od_fast_nodes was filled: when the dict has resized since, they are made anew at
// the next use. od_state changes with the order, so that an iterator can notice.
//
// 3.11 – 3.15 alike (112 bytes). A version that makes the object another size is answered with
// "absent" rather than with nonsense.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include <assert.h>
#include <stddef.h>

#include "bindings/internals/odict.h"

struct odict_node {
  PyObject* key;
  Py_hash_t hash;
  struct odict_node* next;
  struct odict_node* prev;
};

struct odict {
  PyDictObject od_dict;
  struct odict_node* od_first;
  struct odict_node* od_last;
  struct odict_node** od_fast_nodes;
  Py_ssize_t od_fast_nodes_size;
  void* od_resize_sentinel;
  size_t od_state;
  PyObject* od_inst_dict;
  PyObject* od_weakreflist;
};

// When this fails, the dict at the beginning has grown: correct the drawing.
static_assert(offsetof(struct odict, od_first) == 48, "the list follows a dict of 48 bytes");

struct lab_odict_layout lab_odict_read(PyObject* object) {
  if (PyODict_Type.tp_basicsize != (Py_ssize_t)sizeof(struct odict)) {
    return (struct lab_odict_layout){.absent = "this CPython lays out its OrderedDict anew"};
  }
  const struct odict* dict = (const struct odict*)object;
  return (struct lab_odict_layout){
      .first = (uint64_t)(uintptr_t)dict->od_first,
      .last = (uint64_t)(uintptr_t)dict->od_last,
      .fast_nodes = (uint64_t)(uintptr_t)dict->od_fast_nodes,
      .fast_nodes_size = dict->od_fast_nodes_size,
      .fresh = dict->od_resize_sentinel == (void*)dict->od_dict.ma_keys,
      .state = dict->od_state,
      .instance_dict = (uint64_t)(uintptr_t)dict->od_inst_dict};
}

struct lab_odict_node lab_odict_node_read(uint64_t address) {
  const struct odict_node* node = (const struct odict_node*)(uintptr_t)address;
  return (struct lab_odict_node){.address = address,
                                 .previous = (uint64_t)(uintptr_t)node->prev,
                                 .next = (uint64_t)(uintptr_t)node->next,
                                 .hash = node->hash,
                                 .key = node->key};
}
