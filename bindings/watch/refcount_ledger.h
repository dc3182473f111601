#pragma once

#include <Python.h>

#include <atomic>
#include <cstdint>
#include <string_view>

#include "bindings/internals/refcount_word.h"
#include "bindings/watch/instructions.h"
#include "lab/record/writer.h"

namespace lab::bindings {

/// How the writes of a refcount are noticed.
enum class RefcountMode {
  hardware,     ///< every write, by a watchpoint of the processor
  instruction,  ///< the difference that each bytecode instruction leaves
};
std::string_view name_of(RefcountMode mode) noexcept;

/// What the log says about one watched object. It keeps the address and holds no reference.
///
///   refcount.watch   once, at the beginning
///   refcount.write   each write that was noticed. In the log, a write's `before` is the value of
///                    the event before it
///   refcount.end     once. What stands at the address afterwards is not written
///
/// Every method but the constructor is async-signal-safe: Writer::event and Writer::intern reserve
/// room by an atomic addition, copy, and at most make system calls; none of them locks, allocates
/// or throws.
class RefcountLedger {
 public:
  /// With the GIL held. Writes refcount.watch.
  /// @param own references by which the caller holds the object: they are not counted
  RefcountLedger(record::Writer& log, PyObject* object, std::string_view name, RefcountMode mode,
                 int own);

  /// A write that left `value`. @param ip 0: not known
  void write(std::int64_t value, const Place& place, std::uint64_t function,
             std::uintptr_t ip) noexcept;
  /// @param reason "deallocated", "stopped" or "exit"; only the first call counts
  void end(std::string_view reason) noexcept;

  bool is_over() const noexcept { return over_.load(std::memory_order_relaxed); }
  bool is_immortal() const noexcept { return immortal_; }
  std::int64_t last() const noexcept { return last_; }
  void set_last(std::int64_t value) noexcept { last_ = value; }
  std::uint64_t writes() const noexcept { return writes_.load(std::memory_order_relaxed); }
  record::Writer& log() const noexcept { return log_; }

 private:
  record::Writer& log_;
  RefcountMode mode_;
  bool immortal_;
  std::uint64_t name_;
  std::int64_t last_;
  std::atomic<std::uint64_t> writes_ = 0;
  std::atomic<bool> over_ = false;
};

}  // namespace lab::bindings
