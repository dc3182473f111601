#include "lab/judge/judge.h"

namespace lab::judge {
namespace {

/// Puts each record where it belongs. The main process is the first that starts: a child's
/// exception or end says nothing about the run as a whole.
struct Collector {
  Run& run;
  std::optional<std::uint32_t> main_pid;
  std::uint32_t pid = 0;
  std::uint32_t tid = 0;
  std::uint64_t time = 0;

  bool of_main_process() const { return main_pid == pid; }
  void operator()(record::ProcessStart&) {
    if (!main_pid) main_pid = pid;
  }
  void operator()(record::ProcessEnd&) {
    if (of_main_process()) run.ended = true;
  }
  void operator()(record::Event& event) {
    // A log whose first record is lost names no main process; then all is taken for it.
    if (event.name.starts_with("task.")) run.watched.tasks.add(event, pid, tid, time);
    run.watched.add(event, !main_pid || of_main_process());
    if (run.last_events.size() == kLastEvents) run.last_events.erase(run.last_events.begin());
    run.last_events.push_back(std::move(event));
  }
  void operator()(record::Observation& observation) {
    run.observations.push_back(std::move(observation));
  }
  void operator()(record::Exception& exception) {
    if (of_main_process()) run.exception = std::move(exception);
  }
  void operator()(record::Notice& notice) { run.notices.push_back(std::move(notice.text)); }
};

}  // namespace

Run collect(record::Reader& log) {
  Run run;
  Collector collector{run, std::nullopt};
  while (std::optional<record::Record> record = log.next()) {
    collector.pid = record->pid;
    collector.tid = record->tid;
    collector.time = record->time;
    std::visit(collector, record->body);
  }
  run.damage = log.damage();
  return run;
}

}  // namespace lab::judge
