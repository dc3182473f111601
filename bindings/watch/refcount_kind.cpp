#include <pybind11/pybind11.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "bindings/internals/attribute.h"
#include "bindings/watch/global_name.h"
#include "bindings/watch/refcount_compare.h"
#include "bindings/watch/refcount_watch.h"

namespace py = pybind11;

// The watch kind refcount:NAME: what a global name of the script is bound to, one object after the
// other. An object is watched up to the write by which the name lets it go for another; one whose
// name is deleted, until its death or until the name is bound anew.
//
// GlobalName tells a new binding before or after it is made:
//
//     before   a global from 3.12 on: the dict still holds the old object, and its count falls
//              within this very instruction
//     after    a global in 3.11, an attribute: the old object's count has fallen already

namespace lab::bindings {
namespace {

class NamedRefcount : public Watch {
 public:
  NamedRefcount(record::Writer& log, std::string_view name)
      : log_(log),
        name_(name),
        main_(py::reinterpret_borrow<py::object>(PyImport_AddModule("__main__"))),
        key_(py::reinterpret_steal<py::object>(PyUnicode_InternFromString(name_.c_str()))),
        choice_(refcount_choice_of_environment()),
        global_(name, [this](PyObject* object, const Place& by) { on_bound(object, by); }) {}

  ~NamedRefcount() override {
    close(former_);
    close(watch_);
    write_footprint(log_, "refcount:" + name_, {.events = events_, .nanoseconds = nanoseconds_});
  }

  std::string_view mode() const noexcept override { return watch_ ? watch_->mode() : ""; }
  std::uint64_t events() const noexcept override {
    return events_ + (watch_ ? watch_->events() : 0) + (former_ ? former_->events() : 0);
  }

 private:
  using Refcount = std::unique_ptr<RefcountWatch>;

  void on_bound(PyObject* object, const Place& by) noexcept {
    close(former_);
    PyObject* held = lab_stored_attribute(main_.ptr(), key_.ptr());
    const bool falls_yet = watch_ && held != nullptr && held == watch_->object();
    if (watch_ && !falls_yet && watch_->is_compared()) watch_->compare(by);
    if (falls_yet) {
      watch_->end_with_next_fall();
      former_ = std::move(watch_);
    }
    close(watch_);
    if (!off_) begin(object);
  }

  void begin(PyObject* object) noexcept {
    try {
      try {
        watch_ = make(object);
      } catch (const HardwareFull&) {
        if (!former_) throw;
        close(former_);  // its last write is then not seen
        watch_ = make(object);
      }
      seen_ = true;
    } catch (const std::exception& error) {
      off_ = true;
      log_.notice("refcount:" + name_ + " is off: " + error.what());
    }
  }

  Refcount make(PyObject* object) const {
    const RefcountOptions options{choice_, 0, !seen_, false};
    return std::make_unique<RefcountWatch>(log_, object, name_, options);
  }

  void close(Refcount& watch) noexcept {
    if (!watch) return;
    events_ += watch->events();
    nanoseconds_ += watch->nanoseconds();
    watch.reset();
  }

  record::Writer& log_;
  std::string name_;
  py::object main_;
  py::object key_;  ///< not met for a dotted name, which is told after the change
  RefcountChoice choice_;
  bool seen_ = false;
  bool off_ = false;
  std::uint64_t events_ = 0;
  std::uint64_t nanoseconds_ = 0;
  Refcount watch_;
  Refcount former_;      ///< sees the last write of the binding that is being undone
  Comparing comparing_;  // a watch must not begin to listen within a step
  GlobalName global_;
};

}  // namespace

std::unique_ptr<Watch> install_refcount_watch(record::Writer& log, std::string_view argument) {
  if (!lab_learn_class_dealloc()) throw py::error_already_set();
  return std::make_unique<NamedRefcount>(log, argument);
}

}  // namespace lab::bindings
