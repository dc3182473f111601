#include "lab/host/exception_record.h"

#include <new>
#include <string>

#include "bindings/bindings.h"

namespace lab::host {
namespace {

constexpr Py_ssize_t kMaxMessage = 16 << 10;  ///< characters; a traceback on stderr has the rest

/// An owned reference, or null after an error. Errors are dropped on the spot.
class Reference {
 public:
  explicit Reference(PyObject* object) : object_(object) {
    if (object == nullptr) PyErr_Clear();
  }
  ~Reference() { Py_XDECREF(object_); }
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;
  PyObject* get() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  PyObject* object_;
};

Reference attribute(PyObject* object, const char* name) {
  return Reference(PyObject_GetAttrString(object, name));
}

/// UTF-8 for anything that a str may hold; lone surrogates come out as \udc80.
std::string text_of(PyObject* string) {
  if (string == nullptr || !PyUnicode_Check(string)) return {};
  Reference start(PyUnicode_Substring(string, 0, kMaxMessage));
  if (!start) return {};
  Reference bytes(PyUnicode_AsEncodedString(start.get(), "utf-8", "backslashreplace"));
  if (!bytes) return {};
  return {PyBytes_AS_STRING(bytes.get()), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes.get()))};
}

/// As a traceback names it: without its module for a built-in exception or one of the script's own.
std::string type_name(PyObject* type) {
  std::string name = text_of(attribute(type, "__qualname__").get());
  std::string module = text_of(attribute(type, "__module__").get());
  if (module.empty() || module == "builtins" || module == "__main__") return name;
  return module + "." + name;
}

std::string message_of(PyObject* value) {
  Reference text(PyObject_Str(value));
  return text ? text_of(text.get()) : "<its __str__ failed>";
}

int line_of(PyObject* number) {
  if (number == nullptr || !PyLong_Check(number)) return 0;
  long line = PyLong_AsLong(number);
  if (line == -1) PyErr_Clear();
  return line < 0 ? 0 : static_cast<int>(line);
}

struct Place {
  std::string file;
  int line = 0;
};

/// The innermost entry of the traceback: CPython refuses to make a loop of tb_next.
Place place_of_traceback(PyObject* traceback) {
  if (traceback == nullptr || !PyTraceBack_Check(traceback)) return {};
  auto* entry = reinterpret_cast<PyTracebackObject*>(traceback);
  while (entry->tb_next != nullptr)
    entry = entry->tb_next;
  Reference line = attribute(reinterpret_cast<PyObject*>(entry), "tb_lineno");
  PyCodeObject* code = PyFrame_GetCode(entry->tb_frame);
  Place place{text_of(code->co_filename), line_of(line.get())};
  Py_DECREF(code);
  return place;
}

/// Where the exception arose. A SyntaxError of the parser names the source that does not parse,
/// while the traceback ends in the import of it.
Place place_of(PyObject* value, PyObject* traceback) {
  if (PyObject_TypeCheck(value, reinterpret_cast<PyTypeObject*>(PyExc_SyntaxError))) {
    Place place{text_of(attribute(value, "filename").get()),
                line_of(attribute(value, "lineno").get())};
    if (!place.file.empty()) return place;
  }
  return place_of_traceback(traceback);
}

}  // namespace

void record_exception(PyObject* value, PyObject* traceback) noexcept {
  record::Writer* log = bindings::log();
  if (log == nullptr || PyErr_Occurred() || !PyExceptionInstance_Check(value)) return;
  try {
    std::string type = type_name(reinterpret_cast<PyObject*>(Py_TYPE(value)));
    std::string message = message_of(value);
    Place place = place_of(value, traceback);
    log->exception(type, message, place.file, place.line);
  } catch (const std::bad_alloc&) {
    log->exception("MemoryError", "no memory was left to record the exception", "", 0);
  }
  PyErr_Clear();
}

}  // namespace lab::host
