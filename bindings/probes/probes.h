#pragma once

#include <pybind11/pybind11.h>

// Each of these adds the functions of one topic to a module. bindings/lab/*.pyi is what they
// promise.
//
// A probe whose answer would be changed by the references that pybind11 holds while it passes
// arguments is a plain METH_O function; the others are pybind11's.

namespace lab::bindings {

void define_observe(pybind11::module_& lab);
void define_object_probes(pybind11::module_& lab);
void define_inspect(pybind11::module_& lab);
void define_gc_probes(pybind11::module_& gc);
void define_explain(pybind11::module_& gc);
void define_list_probes(pybind11::module_& list);
void define_dict_probes(pybind11::module_& dict);
void define_dict_probe(pybind11::module_& dict);
void define_structures(pybind11::module_& lab);
void define_schedule(pybind11::module_& lab);

/// The refcount of a METH_O function's argument, less the reference by which it was passed; of an
/// immortal object the field as it stands. First thing in the function: later references would
/// count.
std::int64_t refcount_without_argument(PyObject* argument) noexcept;

/// Runs a probe's body where C calls it: C++ exceptions become Python's.
template <typename Body>
PyObject* guarded(Body body) noexcept {
  try {
    return body().release().ptr();
  } catch (pybind11::error_already_set& error) {
    error.restore();
  } catch (const pybind11::builtin_exception& error) {
    error.set_error();
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const std::exception& error) {
    PyErr_SetString(PyExc_RuntimeError, error.what());
  }
  return nullptr;
}

/// @throws pybind11::type_error "function() needs a dict, not list" unless `right`
void require_type(bool right, const char* function, const char* type, pybind11::handle object);
/// The same for METH_O functions: sets the error. @returns `right`
bool check_type(bool right, const char* function, const char* type, PyObject* object) noexcept;

}  // namespace lab::bindings
