// The bytecode as it stands in co_code_adaptive.  (Include/cpython/code.h,
// Include/internal/pycore_opcode.h, from 3.13 pycore_opcode_metadata.h; Python/specialize.c,
// Python/instrumentation.c)
//
//   one code unit, 16 bits      │ opcode │ oparg │
//   an instruction with caches  │ opcode │ oparg │ cache │ cache │ …   what it has learnt
//
// The opcode that stands there is not always the compiler's:
//
//   3.11 – 3.15   specialised     LOAD_ATTR becomes LOAD_ATTR_INSTANCE_VALUE where that is what it
//                                 keeps meeting (PEP 659); _PyOpcode_Deopt leads back
//   3.12 – 3.15   instrumented    CALL becomes INSTRUMENTED_CALL where a tool wants its events (PEP
//                                 669). INSTRUMENTED_LINE and INSTRUMENTED_INSTRUCTION stand for
//                                 any instruction: what was there is kept beside the code, and the
//                                 first may have replaced the second:
//
//                                 co_code_adaptive[i] ─► _co_monitoring->lines[i].original_opcode
//                                   ─► _co_monitoring->per_instruction_opcodes[i]
//   3.14, 3.15    lines is one block of bytes, `bytes_per_entry` each, the opcode first; late
//   releases of 3.13 too (gh-127953), so the build looks into the header: lab_add_host.cmake
//
// The tables are `extern` and hidden in the shared library. Their headers can define them, so here
// are copies of our own; the names of the opcodes come up to 3.12 in debug builds only.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#define _PyOpcode_Caches lab_own_opcode_caches
#define _PyOpcode_Deopt lab_own_opcode_deopt
#define _PyOpcode_Jump lab_own_opcode_jump
#define _PyOpcode_OpName lab_own_opcode_name
#define _PyOpcode_num_popped lab_own_opcode_num_popped
#define _PyOpcode_num_pushed lab_own_opcode_num_pushed
#define _PyOpcode_opcode_metadata lab_own_opcode_metadata
#define _PyOpcode_macro_expansion lab_own_opcode_macro_expansion
#define _PyOpcode_PseudoTargets lab_own_opcode_pseudo_targets
#if PY_VERSION_HEX >= 0x030D0000
#define NEED_OPCODE_METADATA
#include "internal/pycore_opcode_metadata.h"  // _PyOpcode_Deopt, _PyOpcode_OpName
#else
#define NEED_OPCODE_TABLES
#define Py_DEBUG 1                   // Python.h has been read: this opens the table of names only
#include "internal/pycore_opcode.h"  // _PyOpcode_Deopt, _PyOpcode_OpName
#undef Py_DEBUG
#endif

#include <string.h>

#include "bindings/internals/opcode.h"

enum { kOpcodes = 256 };

const char* lab_opcode_name(int opcode) {
  const char* name = opcode >= 0 && opcode < kOpcodes ? _PyOpcode_OpName[opcode] : NULL;
  return name == NULL ? "?" : name;
}

// The first byte of a unit in every version: up to 3.11 the low byte of a uint16, which is the
// first on the processors that the lab supports.
static int opcode_at(PyCodeObject* code, int unit) {
  return (unsigned char)code->co_code_adaptive[(size_t)unit * sizeof(uint16_t)];
}

#if PY_VERSION_HEX >= 0x030C0000
static int line_original(const _PyCoMonitoringData* monitoring, int unit) {
#ifdef LAB_LINE_DATA_IS_ONE_BLOCK
  return monitoring->lines->data[unit * monitoring->lines->bytes_per_entry];
#else
  return monitoring->lines[unit].original_opcode;
#endif
}

static int without_events(PyCodeObject* code, int unit, int opcode) {
  const _PyCoMonitoringData* monitoring = code->_co_monitoring;
  if (monitoring == NULL) return opcode;
  if (opcode == INSTRUMENTED_LINE && monitoring->lines != NULL) {
    opcode = line_original(monitoring, unit);
  }
  if (opcode == INSTRUMENTED_INSTRUCTION && monitoring->per_instruction_opcodes != NULL) {
    opcode = monitoring->per_instruction_opcodes[unit];
  }
  return opcode;
}

// INSTRUMENTED_CALL stands for CALL: CPython's table of these is static, the names say the same.
static int without_instrumentation(int opcode) {
  static unsigned char base[kOpcodes];  // 0: not looked up yet; CACHE, which is 0, has no such form
  static const char kPrefix[] = "INSTRUMENTED_";
  if (base[opcode] != 0) return base[opcode];
  const char* name = lab_opcode_name(opcode);
  int found = opcode;
  if (strncmp(name, kPrefix, sizeof kPrefix - 1) == 0) {
    for (int other = 0; other < kOpcodes; ++other) {
      if (strcmp(lab_opcode_name(other), name + sizeof kPrefix - 1) == 0) found = other;
    }
  }
  base[opcode] = (unsigned char)found;
  return found;
}
#endif

enum { kUnit = sizeof(uint16_t) };

int lab_base_opcode(PyCodeObject* code, int offset) {
  const int unit = offset / kUnit;
  int opcode = opcode_at(code, unit);
#if PY_VERSION_HEX >= 0x030C0000
  opcode = without_instrumentation(without_events(code, unit, opcode));
#endif
  return _PyOpcode_Deopt[opcode];
}

int lab_current_opcode(PyCodeObject* code, int offset) {
  return opcode_at(code, offset / kUnit);
}

int lab_opcode_caches(int opcode) {
  return _PyOpcode_Caches[opcode & (kOpcodes - 1)];
}

int lab_instruction_start(PyCodeObject* code, int offset) {
  int start = 0;
  for (;;) {
    const int next = start + kUnit * (1 + _PyOpcode_Caches[lab_base_opcode(code, start)]);
    if (next > offset) return start;
    start = next;
  }
}
