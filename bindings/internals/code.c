// PyCodeObject and the inline caches of its instructions.  (Include/cpython/code.h,
// Include/internal/pycore_code.h, from 3.13 pycore_backoff.h; Python/specialize.c; PEP 659)
//
//   co_code_adaptive   │ opcode │ oparg │ counter │ what was learnt … │ opcode │ oparg │ …
//                                       first unit of the cache
//
//   3.11   co_warmup counts calls and jumps back from -8 up to 0; then the code is quickened:
//          LOAD_ATTR becomes LOAD_ATTR_ADAPTIVE, pairs of loads one LOAD_FAST__LOAD_FAST. The
//          counter of an ADAPTIVE instruction is │ value: 12 │ backoff: 4 │: it tries when the
//          value is 0. A specialised one counts the misses that it still allows, from 53 down
//   3.12   no warm-up and no ADAPTIVE: every instruction counts from the beginning, value 1, then
//          52 once it is specialised; value and backoff in all of them. _co_cached holds what
//          attributes were asked for, _co_monitoring what tools want to know
//   3.13   the counter is a _Py_BackoffCounter with the same bits. POP_JUMP_IF_* have a unit in
//          which each bit says whether one of the last 16 branches was taken; JUMP_BACKWARD counts
//          for the optimizer
//   3.14   co_version only; BINARY_SUBSCR is a BINARY_OP
//
// After a failure the value is 2^backoff - 1 and the backoff one more, up to 12.
//
// Each slot of a frame has a name in co_localsplusnames and a kind in co_localspluskinds:
// CO_FAST_LOCAL 0x20, CO_FAST_CELL 0x40, CO_FAST_FREE 0x80, together where an argument is a cell.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include "internal/pycore_code.h"  // CO_FAST_CELL, CO_FAST_FREE, _PyCode_CODE

#include <assert.h>
#include <string.h>

#include "bindings/internals/code.h"
#include "bindings/internals/opcode.h"

// When this fails, code units have grown: correct the readers here and in opcode.c.
static_assert(sizeof(_Py_CODEUNIT) == 2, "a code unit is an opcode and its argument");

enum { kBackoffBits = 4 };

enum { kUnitBytes = sizeof(_Py_CODEUNIT) };

int lab_code_size(PyCodeObject* code) {
  return (int)Py_SIZE(code) * kUnitBytes;
}

static uint16_t unit_at(PyCodeObject* code, int offset) {
  uint16_t value = 0;
  memcpy(&value, code->co_code_adaptive + offset, sizeof(value));
  return value;
}

static bool begins(const char* text, const char* with) {
  return strncmp(text, with, strlen(with)) == 0;
}

static void split_counter(struct lab_instruction* at) {
  if (at->caches == 0) {
    at->counter.absent = at->backoff.absent = "the instruction has no cache";
    return;
  }
  const char* name = lab_opcode_name(at->base);
  if (begins(name, "POP_JUMP_IF")) {
    at->counter.absent = at->backoff.absent = "its cache is the last branches, a bit each";
    return;
  }
#if PY_VERSION_HEX < 0x030C0000
  const char* now = lab_opcode_name(at->opcode);
  const size_t length = strlen(now);
  const bool adaptive = length > 9 && strcmp(now + length - 9, "_ADAPTIVE") == 0;
  if (at->opcode == at->base) {
    at->counter.absent = at->backoff.absent = "the code is not quickened yet";
    return;
  }
  if (!adaptive) {
    at->counter.value = at->cache[0];
    at->backoff.absent = "a specialised instruction counts its misses in 3.11";
    return;
  }
#endif
  at->counter.value = at->cache[0] >> kBackoffBits;
  at->backoff.value = at->cache[0] & ((1 << kBackoffBits) - 1);
}

struct lab_instruction lab_code_instruction(PyCodeObject* code, int offset) {
  struct lab_instruction at = {.offset = offset,
                               .opcode = lab_current_opcode(code, offset),
                               .base = lab_base_opcode(code, offset),
                               .oparg = unit_at(code, offset) >> 8};
  const int behind = (lab_code_size(code) - offset) / kUnitBytes - 1;
  at.caches = lab_opcode_caches(at.base);
  if (at.caches > kLabMostCaches) at.caches = kLabMostCaches;
  if (at.caches > behind) at.caches = behind;
  for (int i = 0; i < at.caches; ++i)
    at.cache[i] = unit_at(code, offset + (1 + i) * kUnitBytes);
  split_counter(&at);
  return at;
}

struct lab_code_layout lab_code_read(PyCodeObject* code) {
  struct lab_code_layout layout = {.stack_size = code->co_stacksize,
                                   .locals_plus = code->co_nlocalsplus,
                                   .locals = code->co_nlocals,
                                   .cells = code->co_ncellvars,
                                   .frees = code->co_nfreevars,
                                   .first_traceable = code->_co_firsttraceable};
#if PY_VERSION_HEX >= 0x030C0000
  layout.code_cached = code->_co_cached != NULL && code->_co_cached->_co_code != NULL;
  layout.warmup.absent = "each instruction warms up by itself from 3.12";
  layout.version.value = code->co_version;
  layout.instrumentation_version.value = (int64_t)code->_co_instrumentation_version;
  layout.monitored.value = code->_co_monitoring != NULL ? 1 : 0;
#else
  static const char kReason[] = "sys.monitoring is new in 3.12 (PEP 669)";
  layout.code_cached = code->_co_code != NULL;
  layout.warmup.value = code->co_warmup;
  layout.version.absent = "a code object has no version before 3.12";
  layout.instrumentation_version.absent = layout.monitored.absent = kReason;
#endif
  return layout;
}

PyObject* lab_code_variable(PyCodeObject* code, int slot, const char** kind) {
  const int bits = (unsigned char)PyBytes_AS_STRING(code->co_localspluskinds)[slot];
  *kind = (bits & CO_FAST_FREE) != 0 ? "free" : (bits & CO_FAST_CELL) != 0 ? "cell" : "local";
  return PyTuple_GET_ITEM(code->co_localsplusnames, slot);
}
