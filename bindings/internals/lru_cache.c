// functools.lru_cache: a dict and a ring of links in the order of use. (Modules/_functoolsmodule.c;
// the structs are private there and declared anew here)
//
//   link, 56 bytes   0      16     24     32     40    48
//                    │ head │ prev │ next │ hash │ key │ result │
//
//   wrapper          0             56        64      72      80     88     96        104      112
//                    │ root (link) │ wrapper │ typed │ cache │ hits │ func │ maxsize │ misses │ …
//
//        ┌──────────────────────────────────────────┐
//        └─► root ⇄ oldest ⇄ … ⇄ newest ◄───────────┘     the wrapper is itself the root's link
//
// The dict `cache` leads from a key to its link; a hit unlinks the link and puts it before the
// root, a miss on a full cache makes the oldest link anew. The links are borrowed: the dict owns
// them. An unbounded cache (maxsize None, here -1) has no links, its dict holds the results;
// maxsize 0 keeps nothing.
//
// 3.11 – 3.15 alike: 152 bytes. A version that makes the wrapper another size is answered with
// "absent".

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include <assert.h>
#include <stddef.h>

#include "bindings/internals/lru_cache.h"

struct lru_link {
  PyObject_HEAD struct lru_link* prev;
  struct lru_link* next;
  Py_hash_t hash;
  PyObject* key;
  PyObject* result;
};

struct lru_wrapper {
  struct lru_link root;
  void* wrapper;
  int typed;
  PyObject* cache;
  Py_ssize_t hits;
  PyObject* func;
  Py_ssize_t maxsize;
  Py_ssize_t misses;
  PyObject* kwd_mark;
  PyTypeObject* lru_list_elem_type;
  PyObject* cache_info_type;
  PyObject* dict;
  PyObject* weakreflist;
};

static_assert(sizeof(struct lru_link) == 56, "a link is seven words");
static_assert(sizeof(struct lru_wrapper) == 152, "__basicsize__ of the wrapper from 3.11 on");

struct lab_lru_layout lab_lru_read(PyObject* object) {
  const struct lru_wrapper* wrapper = (const struct lru_wrapper*)object;
  if (Py_TYPE(object)->tp_basicsize != (Py_ssize_t)sizeof(*wrapper) ||
      !PyDict_Check(wrapper->cache)) {
    return (struct lab_lru_layout){.absent = "this CPython lays out its lru_cache anew"};
  }
  return (struct lab_lru_layout){.typed = wrapper->typed != 0,
                                 .hits = wrapper->hits,
                                 .misses = wrapper->misses,
                                 .maxsize = wrapper->maxsize,
                                 .cache = wrapper->cache,
                                 .root = (uint64_t)(uintptr_t)&wrapper->root};
}

struct lab_lru_link lab_lru_next(uint64_t link) {
  const struct lru_link* next = ((const struct lru_link*)(uintptr_t)link)->next;
  return (struct lab_lru_link){.address = (uint64_t)(uintptr_t)next,
                               .next = (uint64_t)(uintptr_t)next->next,
                               .hash = next->hash,
                               .key = next->key,
                               .result = next->result};
}
