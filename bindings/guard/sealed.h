#pragma once

#include <Python.h>

namespace lab::bindings {

/// Seals the lab module, its submodules and types, and builtins.
void seal_lab();

/// These globals are the experiment's, and its alone to change.
void seal_globals(PyObject* globals) noexcept;

/// The answer is about to be imported: what the experiment has imported by now is remembered.
void remember_imported() noexcept;

/// Whether the innermost Python frame has the globals of seal_globals.
bool has_own_globals() noexcept;

/// Compares what can only be compared. Ends the process where something differs.
void check_seals() noexcept;

}  // namespace lab::bindings
