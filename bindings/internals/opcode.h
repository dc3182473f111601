#pragma once

#include <Python.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The opcode of a code unit as the compiler wrote it: neither specialised nor instrumented.
/// Async-signal-safe. @param offset of an instruction, in bytes
int lab_base_opcode(PyCodeObject* code, int offset);

/// What dis.opname calls it; "?" where that says "<57>". In static storage.
const char* lab_opcode_name(int opcode);

/// The opcode as it stands: specialised or instrumented, perhaps. @param offset as above
int lab_current_opcode(PyCodeObject* code, int offset);

/// How many code units of inline cache follow an instruction. @param opcode a base opcode
int lab_opcode_caches(int opcode);

/// Where the instruction begins that the code unit at `offset` belongs to: it may be one of its inline
/// caches. Async-signal-safe. @param offset within the code, in bytes
int lab_instruction_start(PyCodeObject* code, int offset);

#ifdef __cplusplus
}
#endif
