#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bindings/bindings.h"
#include "bindings/class_doc.h"
#include "bindings/watch/watcher.h"

namespace py = pybind11;

// lab.watch and the handles that its methods return.

namespace lab::bindings {
namespace {

/// A watch that a program has begun. What it says of itself stays when it is over.
struct Begun {
  std::unique_ptr<Watch> watch;
  std::string mode;
  std::uint64_t events = 0;
};

std::vector<std::shared_ptr<Begun>>& all_begun() {
  static auto* begun = new std::vector<std::shared_ptr<Begun>>;  // outlives static destructors
  return *begun;
}

void end(Begun& begun) noexcept {
  if (begun.watch == nullptr) return;
  py::error_scope keep;
  begun.events = begun.watch->events();
  // Taken out first: what ends may run the program's code, and that may stop it again.
  std::unique_ptr<Watch> watch = std::move(begun.watch);
}

/// lab.Watching.
class Watching {
 public:
  explicit Watching(std::shared_ptr<Begun> begun) : begun_(std::move(begun)) {}

  const std::string& mode() const { return begun_->mode; }
  std::uint64_t events() const {
    return begun_->watch == nullptr ? begun_->events : begun_->watch->events();
  }
  void stop() const {
    std::erase(all_begun(), begun_);
    end(*begun_);
  }

 private:
  std::shared_ptr<Begun> begun_;
};

void define_watching(py::module_& lab) {
  py::class_<Watching> watching(lab, "Watching");
  set_class_doc(watching,
                "One thing that is being watched: what the methods of lab.watch return.\n"
                "As a context manager it stops at the end of the block.");
  watching
      .def("stop", &Watching::stop,
           "stop()\n--\n\n"
           "Ends the watch; again does nothing. What is not stopped goes on until the program\n"
           "ends.")
      .def_property_readonly("mode", &Watching::mode,
                             "How exactly it sees, 'hardware' or 'instruction' for instance; ''\n"
                             "where there is one way only.")
      .def_property_readonly("events", &Watching::events,
                             "How many events it has written into the log.")
      .def(
          "__enter__", [](py::object self) { return self; }, "__enter__()\n--\n\n")
      .def(
          "__exit__", [](const Watching& self, const py::args&) { self.stop(); },
          "__exit__(*exception)\n--\n\n");
}

}  // namespace

record::Writer& require_log() {
  record::Writer* writer = log();
  if (writer == nullptr) {
    throw std::runtime_error(
        "nothing can be watched, because this host records nothing: run the script by `lab run`");
  }
  return *writer;
}

py::object make_watching(std::unique_ptr<Watch> watch) {
  auto begun = std::make_shared<Begun>();
  begun->mode = watch->mode();
  begun->watch = std::move(watch);
  all_begun().push_back(begun);
  return py::cast(Watching(std::move(begun)));
}

void stop_watchings() noexcept {
  auto& begun = all_begun();
  while (!begun.empty()) {
    const std::shared_ptr<Begun> last = std::move(begun.back());
    begun.pop_back();
    end(*last);
  }
}

void define_watch(py::module_& lab) {
  define_watching(lab);
  py::class_<Watcher> watcher(lab, "Watcher");
  set_class_doc(watcher, "The class of lab.watch: each method begins to watch something.");
  define_alloc_watch(watcher);
  define_death_watch(watcher);
  define_execution_watches(watcher);
  define_gil_watch(watcher);
  define_lock_watch(watcher);
  define_name_watch(watcher);
  define_refcount_watch(watcher);
  define_tasks_watch(watcher);
  define_object_watches(watcher);
  lab.attr("watch") = py::cast(Watcher());
}

}  // namespace lab::bindings
