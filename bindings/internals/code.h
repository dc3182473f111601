#pragma once

#include <Python.h>
#include <stdbool.h>

#include "bindings/internals/maybe.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { kLabMostCaches = 16 };

/// One instruction as it stands in co_code_adaptive.
struct lab_instruction {
  int offset;  ///< bytes from the first instruction
  int opcode;  ///< as it stands: specialised or instrumented, perhaps
  int base;    ///< as the compiler wrote it
  int oparg;   ///< of this code unit: without the bits of an EXTENDED_ARG before it
  int caches;  ///< code units of inline cache behind it
  uint16_t cache[kLabMostCaches];
  struct lab_maybe counter;  ///< what is left to count down
  struct lab_maybe backoff;  ///< the exponent of the next count
};
/// @param offset where an instruction begins, less than lab_code_size
struct lab_instruction lab_code_instruction(PyCodeObject* code, int offset);

/// Bytes of its instructions and their caches.
int lab_code_size(PyCodeObject* code);

struct lab_code_layout {
  int stack_size;
  int locals_plus;  ///< slots of local, cell and free variables
  int locals;
  int cells;
  int frees;
  int first_traceable;
  bool code_cached;  ///< somebody asked for co_code, and the copy is kept
  struct lab_maybe warmup;
  struct lab_maybe version;
  struct lab_maybe instrumentation_version;
  struct lab_maybe monitored;  ///< 1: there is monitoring data
};
struct lab_code_layout lab_code_read(PyCodeObject* code);

/// The name of a slot, borrowed, and what it is for: "local", "cell" or "free".
PyObject* lab_code_variable(PyCodeObject* code, int slot, const char** kind);

#ifdef __cplusplus
}
#endif
