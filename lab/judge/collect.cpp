#include "lab/judge/judge.h"

namespace lab::judge {
namespace {

/// Puts each record where it belongs. The main process is the first that starts: a child's
/// exception or end says nothing about the run as a whole.
struct Collector {
  Run& run;
  std::optional<std::uint32_t> main_pid;
  std::uint32_t pid = 0;
  EventOrigin origin = {};

  bool of_main_process() const { return main_pid == pid; }
  void operator()(record::ProcessStart&) {
    if (!main_pid) main_pid = pid;
  }
  void operator()(record::ProcessEnd&) {
    if (of_main_process()) run.ended = true;
  }
  /// Of any of its processes; the first is what was tried.
  bool is_forbidden(const record::Event& event) {
    if (event.name != "run.forbidden") return false;
    if (run.forbidden || event.fields.empty()) return true;
    const auto* what = std::get_if<std::string>(&event.fields.front().second.data());
    run.forbidden = what == nullptr ? "something" : *what;
    return true;
  }
  void operator()(record::Event& event) {
    if (event.name == "output") return;  // the front's own copy of what the run printed
    if (is_forbidden(event)) return;
    // A log whose first record is lost names no main process; then all is taken for it.
    run.watched.add(event, !main_pid || of_main_process(), origin);
    if (run.last_events.size() == kLastEvents) run.last_events.erase(run.last_events.begin());
    run.last_events.push_back(std::move(event));
  }
  void operator()(record::Observation& observation) {
    run.observations.push_back(std::move(observation));
  }
  void operator()(record::Exception& exception) {
    if (of_main_process()) run.exception = std::move(exception);
  }
  void operator()(record::Structure&) {}  // for who looks; nothing is judged by it
  void operator()(record::Notice& notice) { run.notices.push_back(std::move(notice.text)); }
};

}  // namespace

Run collect(record::Reader& log) {
  Run run;
  Collector collector{run, std::nullopt};
  while (std::optional<record::Record> record = log.next()) {
    collector.pid = record->pid;
    collector.origin = {record->time, record->pid, record->tid};
    std::visit(collector, record->body);
  }
  run.watched.finish();
  run.damage = log.damage();
  return run;
}

}  // namespace lab::judge
