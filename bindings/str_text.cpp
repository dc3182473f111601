#include "bindings/str_text.h"

namespace lab::bindings {

std::string_view str_text(PyObject* object) noexcept {
  if (object == nullptr || !PyUnicode_Check(object)) return {};
  Py_ssize_t size = 0;
  const char* text = PyUnicode_AsUTF8AndSize(object, &size);
  if (text == nullptr) {
    PyErr_Clear();
    return {};
  }
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace lab::bindings
