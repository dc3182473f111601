#pragma once

#include <Python.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The name to which the result of a call is about to be bound: `A` where the line says A = f(), `lock`
/// where it says self.lock = f(). Borrowed from the code object; null where the next instructions do
/// something else with it. Allocates nothing.
/// @param at in the instruction that calls, as lab_running gives it
PyObject* lab_bound_name(PyCodeObject* code, const void* at);

#ifdef __cplusplus
}
#endif
