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
    if (event.name == "refcount.write") {
      trace_.counter(track_.pid, fmt::format("references to {}", text_in(event, "object")),
                     origin_.time, {{"refcount", count_in(event, "value")}});
    }
  }

 private:
  void instant(const std::string& name, Json arguments) {
    trace_.instant(track_, name, origin_.time, std::move(arguments));
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
};

}  // namespace

void write_chrome_trace(record::Reader& log, std::ostream& out) {
  Converter converter(out);
  while (const auto record = log.next())
    converter.add(*record);
  converter.finish();
}

}  // namespace lab::exporting
