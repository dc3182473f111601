#pragma once

#include <Python.h>

namespace lab::bindings {

/// Called in place of the tp_finalize of classes with a __del__; calls call_python_finalizer once.
using FinalizeHook = void (*)(PyObject* self);

/// Finds how CPython calls a __del__, before anything else here.
/// @throws std::runtime_error when it cannot be found
void prepare_finalizers(FinalizeHook hook);

/// The class calls the hook from now on, if it has a __del__.
void hook_finalizer(PyTypeObject* type) noexcept;
/// All classes with a __del__, those of now and those made later.
/// @throws std::runtime_error when the classes cannot be found
void hook_all_finalizers();
/// As it was, for all classes.
void unhook_all_finalizers() noexcept;

/// What the class called before: runs __del__.
void call_python_finalizer(PyObject* self) noexcept;

}  // namespace lab::bindings
