#pragma once

#include <Python.h>

#include <vector>

#include "lab/record/writer.h"

namespace lab::bindings {

/// Remembers a code object, with all those nested in its constants, as the experiment's own. Kept
/// by address and held alive, so that no other code object can stand at that address later. Names
/// are not looked at: a submission can choose any file name it likes.
void register_experiment(PyObject* code);
bool is_experiment(const void* code) noexcept;
/// Those that register_experiment has remembered: borrowed, of type PyCodeObject.
const std::vector<const void*>& experiment_code_objects() noexcept;

/// Where the innermost Python frame of this thread stands. The text lives as long as that frame's
/// code object.
record::Origin current_origin() noexcept;

}  // namespace lab::bindings
