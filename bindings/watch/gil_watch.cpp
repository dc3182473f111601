#include <stdexcept>

#include "bindings/internals/gil.h"
#include "bindings/watch/footprint.h"
#include "bindings/watch/gil_hook.h"
#include "bindings/watch/gil_ledger.h"
#include "bindings/watch/gil_reason.h"
#include "bindings/watch/gil_sites.h"
#include "bindings/watch/watcher.h"

// The watch `gil`: every take, drop, wait and hand-off of every GIL of the process.
//
//   gil.start     gil, interval_us, switch_number, holder
//   gil.wait      gil
//   gil.request   gil
//   gil.drop      gil, reason, site
//   gil.let_go    site                        a drop for "blocking", of the GIL that the thread has
//                                             last taken, dropped or been named as the holder of
//   gil.take      gil, from, handoff, switch_number
//   gil.retake                                a take of that GIL, which nobody has had meanwhile: no
//                                             hand-off
//   gil.site      site, file, code, line, offset, opcode, function, called   (gil_sites.h)
//   gil.thread    name, ident, daemon         (gil_threads.cpp)
//   gil.end       gil, switch_number, handoffs
//
// handoff is what the interpreter counts: the taker's PyThreadState is another than the last
// holder's. A thread that enters Python anew has another each time; two threads that use a
// sub-interpreter's in turns have one.
//
// gil.start comes with the watch for the GIL of the main interpreter, which the caller holds; for
// another interpreter's and in a forked child when it is first taken or dropped, and then with that
// thread as the holder.

namespace lab::bindings {
namespace {

/// One for the process: there is one table to exchange.
bool gil_is_watched = false;

/// While this lives, the calling thread has a GIL's mutex.
class GilMutex {
 public:
  explicit GilMutex(pthread_mutex_t* mutex) noexcept : mutex_(mutex) {
    ::pthread_mutex_lock(mutex_);
  }
  ~GilMutex() { ::pthread_mutex_unlock(mutex_); }
  GilMutex(const GilMutex&) = delete;
  GilMutex& operator=(const GilMutex&) = delete;

 private:
  pthread_mutex_t* mutex_;
};

class GilWatch : public Watch {
 public:
  explicit GilWatch(record::Writer& log) : log_(log), hooks_(gil_hooks()) {
    if (gil_is_watched) {
      throw std::runtime_error(
          "the GIL is watched already, by --watch gil or lab.watch.gil(): stop that watch first");
    }
    prepare_gil_sites();
    {
      // With the mutex, so that nobody is being led to the C library through a slot just now.
      const GilMutex held(lab_gil_main().mutex);
      hooks_.exchange();
    }
    gil_is_watched = true;
    let_go_to_learn();
    const GilMutex held(lab_gil_main().mutex);
    begin_gil_ledger(log);
  }
  ~GilWatch() override {
    end_gil_ledger();
    hooks_.take_back();
    gil_is_watched = false;
    const GilLedgerFootprint footprint = gil_ledger_footprint();
    write_footprint(log_, "gil", {footprint.events, footprint.nanoseconds, 0, 0});
  }

  std::uint64_t events() const noexcept override { return gil_ledger_footprint().events; }

 private:
  record::Writer& log_;
  GotExchange hooks_;
};

}  // namespace

std::unique_ptr<Watch> install_gil_watch(record::Writer& log, std::string_view) {
  return std::make_unique<GilWatch>(log);
}

void define_gil_watch(pybind11::class_<Watcher>& watcher) {
  watcher.def(
      "gil",
      [](const Watcher&) { return make_watching(std::make_unique<GilWatch>(require_log())); },
      "gil()\n--\n\n"
      "Watches the global interpreter lock, and from 3.12 that of each interpreter that has its\n"
      "own: events `gil.wait` (it is taken: the thread begins to wait), `gil.request` (the\n"
      "interval has passed), `gil.take` (from: the thread that had it; handoff: whether the\n"
      "interpreter counts a switch), `gil.drop` (reason: request, blocking or ended; site: a\n"
      "number that `gil.site` explains), `gil.let_go` (site) and `gil.retake` (short for a drop\n"
      "for blocking and a take without hand-off of the thread's own last GIL), between `gil.start` "
      "and `gil.end`. `gil.thread` gives\n"
      "the name of the thread. Python/ceval_gil.c (3.11: ceval_gil.h). Raises RuntimeError when\n"
      "the GIL is watched already.");
}

}  // namespace lab::bindings
