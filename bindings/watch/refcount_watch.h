#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bindings/watch/footprint.h"
#include "bindings/watch/hardware_watch.h"
#include "bindings/watch/refcount_ledger.h"
#include "bindings/watch/watch.h"

// The refcount watch: every write of ob_refcnt of one object, as it happens.
//
//   hardware       a watchpoint on the field. Each write is an event of its own: value, place, C
//                  function, address
//   instruction    the field is compared after every bytecode instruction. Cannot see writes that
//                  cancel out within one instruction (LOAD_FAST and POP_TOP are two, the call of a
//                  C function that keeps nothing is one), nor which thread or C function wrote
//
// In both the value after an instruction is the same.

namespace lab::bindings {

enum class RefcountChoice { automatic, hardware, instruction };
/// "auto", "hardware" or "instruction"; nothing for another text.
std::optional<RefcountChoice> refcount_choice(std::string_view text) noexcept;

/// What the environment variable LAB_REFCOUNT_MODE says; automatic without it.
/// @throws std::invalid_argument for another text
RefcountChoice refcount_choice_of_environment();

struct RefcountOptions {
  RefcountChoice choice = RefcountChoice::automatic;
  /// References of the caller's that will be given back first of all: not counted.
  int own = 0;
  /// Whether a notice says what can be expected of this mode and this object.
  bool speak = true;
  /// Whether it writes a footprint of its own when it ends.
  bool footprint = true;
};

/// Watches one object; holds no reference to it.
class RefcountWatch : public Watch, private WriteListener {
 public:
  /// With the GIL held.
  /// @throws HardwareFull, HardwareRefused (only where hardware was chosen), std::runtime_error;
  /// what() is a sentence that says what to do
  RefcountWatch(record::Writer& log, PyObject* object, std::string_view name,
                const RefcountOptions& options);
  ~RefcountWatch() override;

  std::string_view mode() const noexcept override { return name_of(mode_); }
  std::uint64_t events() const noexcept override { return ledger_ ? ledger_->writes() : 0; }
  /// Spent in the handler or in comparisons; what the kernel needs for a trap comes on top.
  std::uint64_t nanoseconds() const noexcept { return time_.nanoseconds(); }
  bool is_over() const noexcept { return ledger_->is_over(); }
  bool is_compared() const noexcept { return comparing_; }
  const void* object() const noexcept { return object_; }
  const std::string& name() const noexcept { return name_; }

  /// Compares now: what has changed was done by `place`. In instruction mode, with the GIL held.
  void compare(const Place& place) noexcept;
  /// The watch ends, as stopped, when the count has fallen once more.
  void end_with_next_fall() noexcept { leaving_ = true; }
  /// The memory of the object is being given back to the system.
  void on_memory_gone() noexcept;

 private:
  void on_write(const WriteTrap& trap) noexcept override;
  void on_lost_in_child() noexcept override;

  void choose(PyObject* object);
  void take_watchpoint(PyObject* object);
  void begin(PyObject* object);
  void tell_what_to_expect(PyObject* object) const;
  bool is_own_release(std::int64_t value) noexcept;
  void write_trapped(std::int64_t value, const WriteTrap& trap) noexcept;
  void on_zero() noexcept;
  bool read_head(lab_head& head) const noexcept;
  void say(const std::string& text) const;

  record::Writer& log_;
  const void* object_;
  std::string name_;
  RefcountOptions options_;
  RefcountMode mode_ = RefcountMode::hardware;
  std::string why_instruction_;
  std::optional<RefcountLedger> ledger_;
  std::unique_ptr<HardwareWatch> hardware_;
  lab_head first_{};
  bool fixed_type_ = false;
  bool read_directly_ = false;
  bool comparing_ = false;
  int own_ = 0;              ///< the caller's references that are still there
  bool finalizing_ = false;  ///< the count was 0, and a finalizer has the object
  bool rises_next_ = false;  ///< … and the next write must be the 1 that the finalizer is given
  bool leaving_ = false;     ///< end_with_next_fall
  bool late_said_ = false;
  HookTime time_;
};

}  // namespace lab::bindings
