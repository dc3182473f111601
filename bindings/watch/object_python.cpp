#include <string>

#include "bindings/probes/text.h"
#include "bindings/watch/object_watch.h"
#include "bindings/watch/watcher.h"

namespace py = pybind11;

// lab.watch(object, name).

namespace lab::bindings {
namespace {

py::object watch_object(const Watcher&, const py::object& object, const py::object& name) {
  if (!PyUnicode_Check(name.ptr())) {
    throw py::type_error("lab.watch() needs a str as the name, not " +
                         std::string(Py_TYPE(name.ptr())->tp_name));
  }
  std::string text;
  append_utf8(name.ptr(), text);
  try {
    return make_watching(std::make_unique<ObjectWatch>(require_log(), object.ptr(), text));
  } catch (const std::invalid_argument& refused) {
    throw py::type_error(std::string("lab.watch(): ") + refused.what());
  }
}

}  // namespace

void define_object_watches(py::class_<Watcher>& watcher) {
  watcher.def(
      "__call__", watch_object, py::arg("object"), py::arg("name"),
      "watch(object, name)\n--\n\n"
      "Records each change in the structure of `object` under `name`, with the instruction that\n"
      "made it: inserts, deletions, resizes, moves of its memory … What can be watched: dict,\n"
      "OrderedDict, list, set, bytearray, str, deque, type, generator, code, and instances of\n"
      "classes that keep attributes; TypeError for others. No reference is held: the object's\n"
      "deallocation ends the watch. Returns a Watching whose mode is 'watcher' where CPython\n"
      "announces changes (3.12+: dict, type), 'eval-breaker' for code, else 'instruction'.\n"
      "Raises RuntimeError without a log.");
}

}  // namespace lab::bindings
