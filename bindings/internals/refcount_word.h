#pragma once

#include <Python.h>

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The 16 bytes that an object begins with, as they stand in memory.
struct lab_head {
  uint64_t count_word;  ///< ob_refcnt, and from 3.14 ob_overflow and ob_flags above it
  uint64_t type;        ///< ob_type
};

/// The bytes that Py_INCREF and Py_DECREF write.
struct lab_count_bytes {
  const void* address;
  int size;
};
struct lab_count_bytes lab_count_bytes_of(const PyObject* object);

/// ob_refcnt in a head.
int64_t lab_head_count(const struct lab_head* head);

/// Whether `now` can be a later head of the object that began with `then`. False when the allocator
/// has written into the block, or another object stands in it. A class whose instances may get
/// another __class__ does not tell by its type. Reads no other memory: of freed blocks, too.
/// @param fixed_type what lab_type_is_fixed said of the object
bool lab_head_continues(const struct lab_head* then, const struct lab_head* now, bool fixed_type);
bool lab_type_is_fixed(const PyObject* object);

/// Learns how this CPython destroys instances of classes. With the GIL held, before
/// lab_finalizer_follows is asked. @returns false with an error set
bool lab_learn_class_dealloc(void);

/// Whether CPython, having brought the count of `object` to 0, will raise it to 1 again to run a
/// finalizer. Async-signal-safe.
bool lab_finalizer_follows(PyObject* object);

/// Whether the memory of `object` stays readable after its death, unless pymalloc gives back its
/// arena: it lies in a loaded library or in one of pymalloc's pools.
bool lab_memory_stays(PyObject* object);

/// Why everybody in the interpreter holds this very object ("None", "a small int", …), or null.
const char* lab_shared_by_all(PyObject* object);

#ifdef __cplusplus
}
#endif
