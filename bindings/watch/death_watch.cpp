#include <stdexcept>
#include <string>

#include "bindings/internals/death.h"
#include "bindings/watch/deaths.h"
#include "bindings/watch/footprint.h"
#include "bindings/watch/text_number.h"
#include "bindings/watch/watcher.h"

namespace py = pybind11;

// The watch `deaths`, and lab.watch.deaths(object, name).

namespace lab::bindings {
namespace {

class AllDeathsWatch : public Watch {
 public:
  explicit AllDeathsWatch(record::Writer& log) : log_(log), before_(death_counts()) {
    begin_all_deaths(log);
  }
  ~AllDeathsWatch() override {
    end_all_deaths();
    const DeathCounts now = death_counts();
    write_footprint(log_, "deaths", {events(), now.nanoseconds - before_.nanoseconds, 0, 0});
  }
  std::uint64_t events() const noexcept override { return death_counts().events - before_.events; }

 private:
  record::Writer& log_;
  DeathCounts before_;
};

class DeathWatch : public Watch {
 public:
  DeathWatch(record::Writer& log, PyObject* object, const std::string& name)
      : log_(log),
        nanoseconds_before_(death_counts().nanoseconds),
        callbacks_(begin_death(log, object, text_number(name), &events_)) {}
  ~DeathWatch() override {
    end_death(&events_);
    // The hooks are one for all: those of others that ran meanwhile are in their time.
    write_footprint(log_, "deaths",
                    {events_, death_counts().nanoseconds - nanoseconds_before_, 0, callbacks_});
  }
  std::uint64_t events() const noexcept override { return events_; }

 private:
  record::Writer& log_;
  std::uint64_t events_ = 0;
  std::uint64_t nanoseconds_before_;
  std::int64_t callbacks_;
};

py::object watch_death(const Watcher&, const py::object& object, const std::string& name) {
  record::Writer& log = require_log();
  if (const char* reason = lab_unseen_death(object.ptr())) {
    throw py::type_error("the death of " + name + ", " + Py_TYPE(object.ptr())->tp_name +
                         ", cannot be watched: " + reason);
  }
  return make_watching(std::make_unique<DeathWatch>(log, object.ptr(), name));
}

}  // namespace

std::unique_ptr<Watch> install_deaths_watch(record::Writer& log, std::string_view) {
  return std::make_unique<AllDeathsWatch>(log);
}

void define_death_watch(py::class_<Watcher>& watcher) {
  watcher.def(
      "deaths", watch_death, py::arg("object"), py::arg("name"),
      "deaths(object, name)\n--\n\n"
      "Watches the end of `object`, without keeping it alive: events `death.finalizer` (its\n"
      "__del__), `death.callback` (of the weak references that it has now),\n"
      "`death.resurrection` and `death.dealloc`, each with what did it, 'refcount' or\n"
      "'collector', and their order. TypeError for what never dies or is kept in a free\n"
      "list, ValueError for what is watched already. Objects/typeobject.c, subtype_dealloc.");
}

}  // namespace lab::bindings
