#pragma once

#include <Python.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { kLabCalledName = 128 };

/// What a call instruction calls, as the source spells it: "sum", "time.sleep", "self.lock.acquire";
/// of an expression that is no name the attributes behind it: "join" for ','.join(x). ASCII, cut.
/// Allocates nothing. @param offset of an instruction, in bytes
/// @returns the length; 0 when the instruction calls nothing, or nothing that has a name
int lab_called_name(PyCodeObject* code, int offset, char name[kLabCalledName]);

#ifdef __cplusplus
}
#endif
