#include "lab/export/chrome_trace.h"

#include <fmt/core.h>

#include <map>

#include "lab/export/gil_tracks.h"
#include "lab/export/trace_writer.h"
#include "lab/record/value.h"

namespace lab::exporting {
namespace {

using judge::count_in;
using judge::text_in;

class Converter {
 public:
  explicit Converter(std::ostream& out) : trace_(out), gils_(trace_) {}

  void add(const record::Record& record) {
    origin_ = {record.time, record.pid, record.tid};
    track_ = {record.pid, record.tid};
    std::visit(*this, record.body);
  }
  void finish() {
    gils_.finish();
    trace_.finish();
  }

  void operator()(const record::ProcessStart& start) {
    std::string words;
    for (const std::string& word : start.argv)
      words += (words.empty() ? "" : " ") + word;
    trace_.name_process(track_.pid, fmt::format("Python {}: {}", start.python_version, words));
  }
  void operator()(const record::ProcessEnd& end) { instant("exit", {{"status", end.status}}); }
  void operator()(const record::Observation& seen) {
    instant(seen.name, {{"value", record::to_text(seen.value)},
                        {"at", fmt::format("{}:{}", seen.file, seen.line)}});
  }
  void operator()(const record::Exception& exception) {
    instant(exception.type, {{"message", exception.message},
                             {"at", fmt::format("{}:{}", exception.file, exception.line)}});
  }
  void operator()(const record::Notice& notice) { instant("notice", {{"text", notice.text}}); }
  void operator()(const record::Structure&) {}
  void operator()(const record::Event& event) {
    if (event.name.starts_with("gil.")) return gils_.add(event, origin_);
    if (event.name == "gc.start") return void(collections_[track_] = origin_.time);
    if (event.name == "gc.stop") return collected(event);
    if (event.name.starts_with("lock.")) return lock(event);
    if (event.name.starts_with("task.")) return task(event);
    if (event.name == "alloc.call") return allocated(event);
    if (event.name.starts_with("death.")) {
      return instant(event.name,
                     {{"object", text_in(event, "object")}, {"by", text_in(event, "by")}});
    }
    if (event.name == "refcount.watch" || event.name == "object.watch") return born(event);
    if (event.name == "refcount.end" || event.name == "object.end") return ended(event);
    if (event.name == "refcount.write") {
      trace_.counter(track_.pid, fmt::format("references to {}", text_in(event, "object")),
                     origin_.time, {{"refcount", count_in(event, "value")}});
    }
  }

 private:
  void instant(const std::string& name, Json arguments) {
    trace_.instant(track_, name, origin_.time, std::move(arguments));
  }
  /// A watched object, once, however many watches it has.
  void born(const record::Event& event) {
    const std::string name(text_in(event, "object"));
    const auto [life, fresh] = lives_.try_emplace({track_.pid, name});
    if (!fresh) return;
    life->second = fmt::format("{}:{}:{}", track_.pid, name, ++spans_);
    trace_.span(
        true, track_, "object", name, life->second, origin_.time,
        {{"type", text_in(event, "type")},
         {"address", record::to_text(record::Address{judge::address_in(event, "address")})}});
  }
  void ended(const record::Event& event) {
    const std::string name(text_in(event, "object"));
    const auto life = lives_.find({track_.pid, name});
    if (life == lives_.end()) return;
    trace_.span(false, track_, "object", name, life->second, origin_.time,
                {{"reason", text_in(event, "reason")}});
    lives_.erase(life);
  }
  void lock(const record::Event& event) {
    const bool waits = event.name == "lock.wait";
    if (!waits && event.name != "lock.acquire") return;
    const auto open = waits_.find(track_);
    if (!waits && open == waits_.end()) return;
    const std::string name = fmt::format("waits for lock {}", count_in(event, "lock"));
    if (waits) {
      const auto [wait, fresh] = waits_.try_emplace(track_);
      if (!fresh) return;
      wait->second = {name, fmt::format("{}:{}:{}", track_.pid, track_.tid, ++spans_)};
      return trace_.span(true, track_, "lock", name, wait->second.second, origin_.time,
                         Json::object());
    }
    trace_.span(false, track_, "lock", open->second.first, open->second.second, origin_.time,
                Json::object());
    waits_.erase(open);
  }
  void task(const record::Event& event) {
    const std::uint64_t number = count_in(event, "task");
    std::string& name = tasks_[{track_.pid, number}];
    if (event.name == "task.new") name = text_in(event, "name");
    if (name.empty()) name = fmt::format("task {}", number);
    const bool begins = event.name == "task.step";
    if (!begins && event.name != "task.step_end") return;
    trace_.span(begins, track_, "task", name, fmt::format("{}:task:{}", track_.pid, number),
                origin_.time, Json::object());
  }
  void allocated(const record::Event& event) {
    const std::string_view call = text_in(event, "call");
    if (call == "realloc" && judge::address_in(event, "old") != 0) return;
    std::int64_t& blocks = blocks_[track_.pid];
    blocks += call == "free" ? -1 : 1;
    trace_.counter(track_.pid, "blocks since the watch began", origin_.time, {{"blocks", blocks}});
  }
  void collected(const record::Event& event) {
    const auto begun = collections_.find(track_);
    if (begun == collections_.end()) return;
    trace_.slice(track_, "gc", fmt::format("collect generation {}", count_in(event, "generation")),
                 begun->second, std::max(begun->second, origin_.time),
                 {{"collected", count_in(event, "collected")},
                  {"uncollectable", count_in(event, "uncollectable")}});
    collections_.erase(begun);
    Json lengths;
    for (const char* generation : {"length0", "length1", "length2"})
      lengths[generation] = count_in(event, generation);
    trace_.counter(track_.pid, "objects in generations", origin_.time, std::move(lengths));
  }

  TraceWriter trace_;
  GilTracks gils_;
  judge::EventOrigin origin_;
  Track track_;
  std::map<Track, std::uint64_t> collections_;
  std::map<std::pair<std::uint32_t, std::string>, std::string> lives_;  ///< by name: the id
  std::map<Track, std::pair<std::string, std::string>> waits_;          ///< name and id
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::string> tasks_;
  std::map<std::uint32_t, std::int64_t> blocks_;
  std::uint64_t spans_ = 0;
};

}  // namespace

void write_chrome_trace(record::Reader& log, std::ostream& out) {
  Converter converter(out);
  while (const auto record = log.next())
    converter.add(*record);
  converter.finish();
}

}  // namespace lab::exporting
