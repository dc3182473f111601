#include "bindings/origin.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "bindings/str_text.h"

namespace lab::bindings {
namespace {

/// Sorted by address. Written once, under the GIL, before the experiment's first instruction; every
/// reader holds the GIL too.
std::vector<const void*>& experiment_codes() {
  static auto* codes = new std::vector<const void*>;  // outlives static destructors, as hooks do
  return *codes;
}

/// `code`, and every code object that its functions, classes, lambdas and comprehensions carry.
void collect(PyObject* code, std::vector<const void*>& into) {
  into.push_back(Py_NewRef(code));
  PyObject* constants = PyObject_GetAttrString(code, "co_consts");
  if (constants == nullptr) {
    PyErr_Clear();
    return;
  }
  for (Py_ssize_t at = 0; at < PyTuple_GET_SIZE(constants); ++at) {
    PyObject* constant = PyTuple_GET_ITEM(constants, at);
    if (PyCode_Check(constant)) collect(constant, into);
  }
  Py_DECREF(constants);
}

}  // namespace

void register_experiment(PyObject* code) {
  auto& codes = experiment_codes();
  collect(code, codes);
  std::sort(codes.begin(), codes.end(), std::less<>());
}

bool is_experiment(const void* code) noexcept {
  const auto& codes = experiment_codes();
  return std::binary_search(codes.begin(), codes.end(), code, std::less<>());
}

const std::vector<const void*>& experiment_code_objects() noexcept {
  return experiment_codes();
}

record::Origin current_origin() noexcept {
  PyFrameObject* frame = PyEval_GetFrame();
  if (frame == nullptr) return {};
  PyCodeObject* code = PyFrame_GetCode(frame);
  record::Origin origin;
  origin.experiment = is_experiment(code);
  origin.code = reinterpret_cast<std::uintptr_t>(code);
  origin.line = PyFrame_GetLineNumber(frame);
  origin.file = str_text(code->co_filename);
  origin.qualname = str_text(code->co_qualname);
  Py_DECREF(code);  // the frame holds it
  return origin;
}

}  // namespace lab::bindings
