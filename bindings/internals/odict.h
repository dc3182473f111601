#pragma once

#include <Python.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lab_odict_layout {
  const char* absent;       ///< why the fields cannot be read; null when they can
  uint64_t first;           ///< od_first: a node; 0 when empty
  uint64_t last;            ///< od_last
  uint64_t fast_nodes;      ///< od_fast_nodes: by index of the dict's entry, a node each
  int64_t fast_nodes_size;  ///< od_fast_nodes_size
  bool fresh;               ///< od_resize_sentinel is the dict's keys: the fast nodes are right
  uint64_t state;           ///< od_state: grows with each change of the order
  uint64_t instance_dict;   ///< od_inst_dict
};
/// @param dict an object of which PyODict_Check holds
struct lab_odict_layout lab_odict_read(PyObject* dict);

struct lab_odict_node {
  uint64_t address;
  uint64_t previous;
  uint64_t next;
  int64_t hash;
  PyObject* key;  ///< borrowed
};
/// Reads the node at `address`, of which od_first or another node's `next` told.
struct lab_odict_node lab_odict_node_read(uint64_t address);

#ifdef __cplusplus
}
#endif
