#include "bindings/guard/source_on_disk.h"

#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

#include "bindings/guard/code_origin.h"

namespace lab::bindings {
namespace {

/// Of a .pyc: magic number, flags, time and size of the source, or its hash.
constexpr std::size_t kPycHeader = 16;

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::optional<std::string_view> bytes_of(PyObject* object) {
  Py_ssize_t size = 0;
  char* bytes = nullptr;
  if (PyBytes_Check(object)) {
    if (PyBytes_AsStringAndSize(object, &bytes, &size) != 0) return std::nullopt;
    return std::string_view(bytes, static_cast<std::size_t>(size));
  }
  if (!PyUnicode_Check(object)) return std::nullopt;
  const char* text = PyUnicode_AsUTF8AndSize(object, &size);
  if (text == nullptr) return std::nullopt;
  return std::string_view(text, static_cast<std::size_t>(size));
}

/// Whether a function of importlib's runs; `file` is the end of its frozen module's name.
bool runs(PyFrameObject* frame, const char* name, const char* file) {
  PyCodeObject* code = PyFrame_GetCode(frame);
  const bool same = PyUnicode_CompareWithASCIIString(code->co_name, name) == 0 &&
                    PyUnicode_CompareWithASCIIString(code->co_filename, file) == 0;
  Py_DECREF(code);
  return same;
}

/// Owned, or null.
PyObject* local_of(PyFrameObject* frame, const char* name) {
  PyObject* locals = PyFrame_GetLocals(frame);
  PyObject* value = locals == nullptr ? nullptr : PyMapping_GetItemString(locals, name);
  Py_XDECREF(locals);
  return value;
}

/// What importlib gives to marshal.loads: a view of the file behind its head.
std::optional<std::string> bytes_of_view(PyObject* view) {
  Py_buffer buffer;
  if (PyObject_GetBuffer(view, &buffer, PyBUF_SIMPLE) != 0) return std::nullopt;
  std::string bytes(static_cast<const char*>(buffer.buf), static_cast<std::size_t>(buffer.len));
  PyBuffer_Release(&buffer);
  return bytes;
}

/// A traceback parses the piece of a line that it underlines, in parentheses from 3.12.
std::string_view stripped(std::string_view text) {
  constexpr std::string_view kAround = " \t\n()";
  const std::size_t first = text.find_first_not_of(kAround);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kAround) - first + 1);
}

/// _compile_bytecode(data, name, bytecode_path, source_path)
bool is_compiled_file(PyFrameObject* frame) {
  PyObject* path = local_of(frame, "bytecode_path");
  PyObject* data = path == nullptr ? nullptr : local_of(frame, "data");
  bool same = false;
  if (data != nullptr && PyUnicode_Check(path)) {
    const auto name = bytes_of(path);
    const auto given = bytes_of_view(data);
    if (name && given && is_python_path(*name)) {
      const auto there = read_file(std::string(*name));
      same = there && there->size() > kPycHeader && there->substr(kPycHeader) == *given;
    }
  }
  Py_XDECREF(data);
  Py_XDECREF(path);
  return same;
}

/// _call_with_frames_removed(_imp.get_frozen_object, name): with a second argument it would take
/// anybody's bytes.
bool is_frozen_module(PyFrameObject* frame) {
  PyObject* function = local_of(frame, "f");
  PyObject* arguments = function == nullptr ? nullptr : local_of(frame, "args");
  const bool good =
      arguments != nullptr && PyCFunction_Check(function) && PyTuple_Check(arguments) &&
      std::string_view(reinterpret_cast<PyCFunctionObject*>(function)->m_ml->ml_name) ==
          "get_frozen_object" &&
      PyTuple_GET_SIZE(arguments) == 1;
  Py_XDECREF(arguments);
  Py_XDECREF(function);
  return good;
}

}  // namespace

bool is_source_on_disk(PyObject* source, const std::string& file) {
  const auto given = bytes_of(source);
  const auto there = read_file(file);
  PyErr_Clear();
  return given && there && there->find(stripped(*given)) != std::string::npos;
}

bool is_marshalled_on_disk() {
  PyFrameObject* frame = PyEval_GetFrame();  // borrowed
  if (frame == nullptr) return true;         // a new interpreter takes its frozen modules
  bool good = false;
  if (runs(frame, "_compile_bytecode", "<frozen importlib._bootstrap_external>")) {
    good = is_compiled_file(frame);
  } else if (runs(frame, "_call_with_frames_removed", "<frozen importlib._bootstrap>")) {
    good = is_frozen_module(frame);
  }
  PyErr_Clear();
  return good;
}

}  // namespace lab::bindings
