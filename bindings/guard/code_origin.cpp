#include "bindings/guard/code_origin.h"

#include <string>
#include <vector>

#include "bindings/str_text.h"

namespace lab::bindings {
namespace {

/// Each ends in a slash.
std::vector<std::string>& python_folders() {
  static auto* folders = new std::vector<std::string>;
  return *folders;
}

}  // namespace

void remember_python_folders() {
  PyObject* path = PySys_GetObject("path");  // borrowed
  if (path == nullptr || !PyList_Check(path)) return;
  for (Py_ssize_t at = 0; at < PyList_GET_SIZE(path); ++at) {
    std::string folder(str_text(PyList_GET_ITEM(path, at)));
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
  const std::string_view file = str_text(code->co_filename);
  return file.starts_with("<frozen ") || is_python_path(file);
}

}  // namespace lab::bindings
