#include <cstdlib>
#include <string>

#include "bindings/internals/object.h"
#include "bindings/probes/probes.h"
#include "bindings/watch/refcount_watch.h"
#include "bindings/watch/watcher.h"

namespace py = pybind11;

// lab.watch.refcount. A method descriptor of CPython's own and not one of pybind11's, which would
// hold references to the object while it passes it on.

namespace lab::bindings {
namespace {

struct RefcountArguments {
  PyObject* object = nullptr;
  std::string name;
  RefcountChoice choice = RefcountChoice::automatic;
};

std::string argument_text(PyObject* text, const char* parameter) {
  if (!PyUnicode_Check(text)) {
    throw py::type_error(std::string("lab.watch.refcount() needs a str as ") + parameter +
                         ", not " + Py_TYPE(text)->tp_name);
  }
  Py_ssize_t size = 0;
  const char* utf8 = PyUnicode_AsUTF8AndSize(text, &size);
  if (utf8 == nullptr) throw py::error_already_set();
  return {utf8, static_cast<std::size_t>(size)};
}

/// Arguments are borrowed all the way: nothing here adds a reference to the object.
RefcountArguments parse(PyObject* const* arguments, Py_ssize_t count, PyObject* keywords) {
  const Py_ssize_t named = keywords == nullptr ? 0 : PyTuple_GET_SIZE(keywords);
  if (count != 2 || named > 1) {
    throw py::type_error(
        "lab.watch.refcount(object, name, /, *, mode=\"auto\") takes an object and "
        "its name; " +
        std::to_string(count) + " arguments were given");
  }
  RefcountArguments parsed{arguments[0], argument_text(arguments[1], "name"),
                           refcount_choice_of_environment()};
  if (named == 0) return parsed;
  const std::string keyword = argument_text(PyTuple_GET_ITEM(keywords, 0), "keyword");
  if (keyword != "mode") {
    throw py::type_error("lab.watch.refcount() has no parameter \"" + keyword +
                         "\"; there is mode");
  }
  const std::string mode = argument_text(arguments[2], "mode");
  const auto choice = refcount_choice(mode);
  if (!choice) {
    throw py::value_error("lab.watch.refcount() has no mode \"" + mode +
                          "\"; there are \"auto\", \"hardware\" and \"instruction\"");
  }
  if (*choice != RefcountChoice::automatic) parsed.choice = *choice;
  return parsed;
}

PyObject* watch_refcount(PyObject*, PyObject* const* arguments, Py_ssize_t count,
                         PyObject* keywords) {
  return guarded([&] {
    const RefcountArguments parsed = parse(arguments, count, keywords);
    const int own = lab_argument_references(parsed.object);
    return make_watching(std::make_unique<RefcountWatch>(require_log(), parsed.object, parsed.name,
                                                         RefcountOptions{parsed.choice, own}));
  });
}

PyMethodDef refcount_definition = {
    "refcount", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(watch_refcount)),
    METH_FASTCALL | METH_KEYWORDS,
    "refcount($self, object, name, /, *, mode='auto')\n--\n\n"
    "Records every write of the object's ob_refcnt, as it happens, and returns a lab.Watching. "
    "The\n"
    "watch holds no reference; it ends with the write that takes the count to 0 for good (a\n"
    "finalizer that runs first is recorded too), at stop(), or with the program.\n"
    "mode 'hardware': a watchpoint of the processor, on all threads; each write has its value, "
    "the\n"
    "line and instruction that was executing and the C function. Four objects at a time; "
    "RuntimeError\n"
    "names them for a fifth. mode 'instruction': the count is compared after each bytecode\n"
    "instruction; writes that cancel out within one are not seen. 'auto': hardware, and where the\n"
    "kernel refuses that, instruction; the attribute mode and the log say which. The environment\n"
    "variable LAB_REFCOUNT_MODE chooses instead of 'auto'.\n"
    "The value after an instruction is the same in both. How often CPython writes within one "
    "differs by\n"
    "version: from 3.12 immortal objects are not written at all, from 3.14 a local is often lent\n"
    "without a write. Include/object.h (3.14: Include/refcount.h), Py_INCREF, Py_DECREF."};

}  // namespace

void define_refcount_watch(py::class_<Watcher>& watcher) {
  auto* type = reinterpret_cast<PyTypeObject*>(watcher.ptr());
  auto method = py::reinterpret_steal<py::object>(PyDescr_NewMethod(type, &refcount_definition));
  if (!method) throw py::error_already_set();
  watcher.attr("refcount") = method;
}

}  // namespace lab::bindings
