#include "bindings/guard/code_origin.h"

#include <string>
#include <vector>

namespace lab::bindings {
namespace {

/// Each ends in a slash.
std::vector<std::string>& python_folders() {
  static auto* folders = new std::vector<std::string>;
  return *folders;
}

std::string_view path_text(PyObject* string) noexcept {
  Py_ssize_t size = 0;
  const char* text = PyUnicode_Check(string) ? PyUnicode_AsUTF8AndSize(string, &size) : nullptr;
  if (text == nullptr) PyErr_Clear();
  return text == nullptr ? std::string_view()
                         : std::string_view(text, static_cast<std::size_t>(size));
}

}  // namespace

void remember_python_folders() {
  PyObject* path = PySys_GetObject("path");  // borrowed
  if (path == nullptr || !PyList_Check(path)) return;
  for (Py_ssize_t at = 0; at < PyList_GET_SIZE(path); ++at) {
    std::string folder(path_text(PyList_GET_ITEM(path, at)));
    if (folder.size() > 1 && folder.front() == '/') python_folders().push_back(folder + "/");
  }
}

bool is_python_path(std::string_view path) noexcept {
  if (path.find("/../") != std::string_view::npos) return false;
  for (const std::string& folder : python_folders()) {
    if (path.starts_with(folder)) return true;
  }
  return false;
}

bool is_of_python(const PyCodeObject* code) noexcept {
  const std::string_view file = path_text(code->co_filename);
  return file.starts_with("<frozen ") || is_python_path(file);
}

}  // namespace lab::bindings
