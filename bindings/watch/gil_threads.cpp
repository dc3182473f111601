#include "bindings/watch/gil_threads.h"

#include <pthread.h>

#include <array>
#include <atomic>

#include "bindings/internals/thread_name.h"
#include "bindings/watch/text_number.h"

// A thread knows its name when threading._active has it, which is after it has taken the GIL for
// the first time and before it ends. So it is looked for as the thread drops the GIL: at the first
// drops, and then at every 8th (a thread not made by `threading` has no name, and is looked for as
// long as it runs) until it is known; at every 64th, and at each drop that was asked for, to see
// that it has been renamed; and at last as the watch ends, for the thread that ends it.
//
// A thread that runs from start to end without ever letting go has left _active when it drops the
// GIL for the only time. For that one, the name is taken that stands in threading._limbo, alone, as
// the thread takes the GIL first: start() put it there and waits. A thread that _thread made
// directly, that never lets go, and comes at the very moment at which another thread is being
// started, would get that one's name.

namespace lab::bindings {
namespace {

using record::FieldType;

constexpr record::Field kThreadFields[] = {
    {"name", FieldType::text}, {"ident", FieldType::uint64}, {"daemon", FieldType::boolean}};

struct Known {
  std::uint32_t era = 0;  ///< of another than the current one nothing counts
  std::uint32_t drops = 0;
  std::uint64_t name = 0;      ///< as it was written; 0: it was not
  std::uint64_t starting = 0;  ///< the name in _limbo when it began; 0: unknown
  bool starting_daemon = false;
};

constinit thread_local Known known;
std::atomic<std::uint32_t> known_era{0};
record::Writer* threads_log = nullptr;
std::uint16_t thread_schema = 0;

bool can_be_named() noexcept {
  return thread_schema != 0;
}

void write_name(std::uint64_t time, std::uint64_t name, bool daemon) noexcept {
  if (name == 0 || name == known.name) return;
  known.name = name;
  threads_log->event_at(
      time, thread_schema,
      std::array{name, static_cast<std::uint64_t>(::pthread_self()), std::uint64_t{daemon}});
}

/// Whether the name is to be looked for at this drop.
bool is_due(GilReason reason) noexcept {
  const std::uint32_t drops = ++known.drops;
  if (reason == GilReason::request) return true;
  return drops % 64 == 0 || (known.name == 0 && (drops <= 64 || drops % 8 == 0));
}

[[gnu::noinline]] void begin_thread(const lab_gil& gil) noexcept {
  known = {};
  known.era = known_era.load(std::memory_order_relaxed);
  if (lab_gil_finalizing()) return;
  PyThreadState* const tstate = *gil.last_holder;
  // PyGILState_Ensure makes it with 0 and raises it only when it has the GIL.
  if (tstate == nullptr || tstate->gilstate_counter == 0) return;
  const lab_thread_name starting = lab_thread_name_starting(tstate->interp);
  if (starting.name == nullptr) return;
  known.starting = text_number(starting.name);
  known.starting_daemon = starting.daemon;
}

/// What the calling thread knew under an earlier watch, or before a fork, counts no more.
void forget_other_watch() noexcept {
  const std::uint32_t current = known_era.load(std::memory_order_relaxed);
  if (known.era == current) return;
  known = {};
  known.era = current;
}

void look_for_name(PyInterpreterState* interpreter, std::uint64_t time) noexcept {
  const lab_thread_name found = lab_thread_name_of(interpreter, ::pthread_self());
  if (found.name != nullptr) write_name(time, text_number(found.name), found.daemon);
}

}  // namespace

void begin_gil_threads(record::Writer& log) {
  static const std::uint16_t schema = log.declare("gil.thread", kThreadFields);
  threads_log = &log;
  thread_schema = lab_thread_names_prepare() ? schema : std::uint16_t{0};
  forget_gil_threads();
}

void forget_gil_threads() noexcept {
  known_era.fetch_add(1, std::memory_order_relaxed);
}

void name_gil_thread_at_take(const lab_gil& gil) noexcept {
  if (known.era == known_era.load(std::memory_order_relaxed)) [[likely]]
    return;
  if (can_be_named()) begin_thread(gil);
}

void name_gil_thread_at_drop(const lab_gil& gil, GilReason reason, std::uint64_t time) noexcept {
  if (!can_be_named()) return;
  forget_other_watch();
  if (reason == GilReason::ended) {
    if (known.name == 0) write_name(time, known.starting, known.starting_daemon);
    known = {};
    return;
  }
  if (!is_due(reason)) return;
  look_for_name((*gil.last_holder)->interp, time);
}

void end_gil_threads() noexcept {
  if (!can_be_named()) return;
  forget_other_watch();
  look_for_name(PyInterpreterState_Main(), record::Writer::now());
}

}  // namespace lab::bindings
