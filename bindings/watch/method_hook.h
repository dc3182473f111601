#pragma once

#include <Python.h>

#include <string>

// A method of a class of Python's, heard by C:
//
//     class.__dict__["_run"]:   function   becomes   hook ──► body(call) ──► function
//
// A call passes through one C function on its way: no frame of Python, nothing in a traceback, no
// call event for tracers. The hook stands for the function in all else: attributes, __class__,
// repr, signature, source, binding to an instance are the function's own, and what is set on it is
// set on the function. type() alone tells them apart.

namespace lab::bindings {

/// One call of a method that is heard.
struct MethodCall {
  PyObject* function;          ///< the class's own
  PyObject* const* arguments;  ///< self first
  size_t count;                ///< as vectorcall has it: with PY_VECTORCALL_ARGUMENTS_OFFSET
  PyObject* keywords;

  size_t given() const noexcept { return static_cast<size_t>(PyVectorcall_NARGS(count)); }
  PyObject* self() const noexcept { return given() == 0 ? nullptr : arguments[0]; }
  /// @returns what the function returns; null with the error set
  PyObject* go_on() const noexcept {
    return PyObject_Vectorcall(function, arguments, count, keywords);
  }
};

using MethodBody = PyObject* (*)(const MethodCall& call) noexcept;

/// Stands in a class while this lives. With the GIL held, all of it.
class MethodHook {
 public:
  /// Leaves the class alone where it has no function of that name of its own.
  /// @param body must call go_on() once; it runs also after this has gone, where the program has
  /// kept the hook
  MethodHook(PyTypeObject* type, const char* name, MethodBody body) noexcept;
  MethodHook(MethodHook&& other) noexcept;
  /// Puts the function back, unless the program has put something else there since.
  ~MethodHook();
  MethodHook& operator=(MethodHook&&) = delete;

  explicit operator bool() const noexcept { return hook_ != nullptr; }

 private:
  PyTypeObject* type_;  ///< held
  std::string name_;
  PyObject* hook_ = nullptr;  ///< held
};

}  // namespace lab::bindings
