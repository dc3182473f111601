#pragma once

#include <Python.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lab_lru_layout {
  const char* absent;  ///< why the fields cannot be read; null when they can
  bool typed;
  int64_t hits;
  int64_t misses;
  int64_t maxsize;  ///< -1: unbounded
  PyObject* cache;  ///< borrowed dict
  uint64_t root;    ///< the link that begins and ends the ring
};
/// @param wrapper an object that functools.lru_cache made
struct lab_lru_layout lab_lru_read(PyObject* wrapper);

struct lab_lru_link {
  uint64_t address;
  uint64_t next;
  int64_t hash;
  PyObject* key;     ///< borrowed
  PyObject* result;  ///< borrowed
};
/// The link behind one, towards the newest; its address is the root's behind the newest.
struct lab_lru_link lab_lru_next(uint64_t link);

#ifdef __cplusplus
}
#endif
