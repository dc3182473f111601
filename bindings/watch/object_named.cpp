#include <exception>
#include <memory>
#include <string>

#include "bindings/watch/global_name.h"
#include "bindings/watch/instructions.h"
#include "bindings/watch/object_watch.h"

// object:NAME on the command line: the object that a global of the script is bound to, from the
// instruction on that binds it; when the name is bound anew, the other object.

namespace lab::bindings {
namespace {

class NamedObjectWatch : public Watch, private InstructionListener {
 public:
  NamedObjectWatch(record::Writer& log, std::string_view name)
      : log_(log),
        name_(name),
        listening_(*this),
        global_(name, [this](PyObject* object, const Place&) { follow(object); }) {}

  std::string_view mode() const noexcept override { return "instruction"; }
  std::uint64_t events() const noexcept override {
    return earlier_events_ + (watch_ ? watch_->events() : 0);
  }

 private:
  /// Instructions are listened to all the time: a binding is told in the middle of one, where the
  /// stream must not be begun or ended.
  void on_step(const Place&, const Place&) noexcept override {}

  void follow(PyObject* object) noexcept {
    if (watch_) {
      watch_->end_as("bound-anew");
      earlier_events_ += watch_->events();
      watch_.reset();
    }
    try {
      watch_ = std::make_unique<ObjectWatch>(log_, object, name_);
    } catch (const std::exception& refused) {
      log_.notice("watch \"object:" + name_ + "\": " + refused.what());
    }
  }

  record::Writer& log_;
  std::string name_;
  Listening listening_;
  std::unique_ptr<ObjectWatch> watch_;
  std::uint64_t earlier_events_ = 0;
  GlobalName global_;  // the last: it may tell of an object at once, and goes first
};

}  // namespace

std::unique_ptr<Watch> install_object_watch(record::Writer& log, std::string_view argument) {
  return std::make_unique<NamedObjectWatch>(log, argument);
}

}  // namespace lab::bindings
