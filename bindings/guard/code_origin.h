#pragma once

#include <Python.h>

#include <string_view>

namespace lab::bindings {

/// Takes sys.path as it is now for the folders of Python and its packages.
void remember_python_folders();

/// Whether a path lies below one of them.
bool is_python_path(std::string_view path) noexcept;

/// Whether a code object is Python's own: of a file below these folders, or frozen. Its file name is
/// believed, because nobody else may take such a name (guarded_events.h).
bool is_of_python(const PyCodeObject* code) noexcept;

/// Whether code that is neither Python's nor the experiment's is being executed by this thread.
bool called_by_answer() noexcept;

}  // namespace lab::bindings
