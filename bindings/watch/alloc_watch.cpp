#include <stdexcept>
#include <string>

#include "bindings/watch/alloc_events.h"
#include "bindings/watch/alloc_hooks.h"
#include "bindings/watch/footprint.h"
#include "bindings/watch/watcher.h"

// The watch `alloc`: totals at its end, and with alloc:calls an event for every call.

namespace lab::bindings {
namespace {

class AllocWatch : public Watch {
 public:
  AllocWatch(record::Writer& log, bool calls) : log_(log) {
    if (!begin_alloc_hooks(calls ? &log : nullptr)) {
      throw std::runtime_error(
          "allocations are watched already, by --watch alloc or lab.watch.allocations(): stop that "
          "watch first");
    }
  }
  ~AllocWatch() override {
    end_alloc_hooks();
    const AllocHooksFootprint hooks = alloc_hooks_footprint();
    const std::uint64_t totals = write_alloc_totals(log_, alloc_ledger());
    write_footprint(log_, "alloc", {hooks.events + totals, hooks.nanoseconds, 0, 0});
  }

  std::uint64_t events() const noexcept override { return alloc_hooks_footprint().events; }

 private:
  record::Writer& log_;
};

}  // namespace

std::unique_ptr<Watch> install_alloc_watch(record::Writer& log, std::string_view argument) {
  if (!argument.empty() && argument != "calls") {
    throw std::runtime_error("\"" + std::string(argument) +
                             "\" is no part of it; write alloc for totals, alloc:calls for every "
                             "call");
  }
  return std::make_unique<AllocWatch>(log, !argument.empty());
}

void define_alloc_watch(pybind11::class_<Watcher>& watcher) {
  watcher.def(
      "allocations",
      [](const Watcher&) {
        return make_watching(std::make_unique<AllocWatch>(require_log(), false));
      },
      "allocations()\n--\n\n"
      "Watches the calls of PyMem_RawMalloc, PyMem_Malloc, PyObject_Malloc and their families\n"
      "(Objects/obmalloc.c). When it stops it writes `alloc.total` for each domain, `alloc.line`\n"
      "for the 100 lines that took most bytes and `alloc.size` for each size class. Raises\n"
      "RuntimeError when allocations are watched already.");
}

}  // namespace lab::bindings
