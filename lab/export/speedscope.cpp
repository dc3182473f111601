#include <fmt/core.h>

#include <map>
#include <tuple>
#include <vector>

#include "lab/export/json_lines.h"
#include "lab/export/trace_writer.h"
#include "lab/judge/watched/fields.h"

namespace lab::exporting {
namespace {

/// The frames of a profile, each function and each line once.
class Frames {
 public:
  std::size_t function(const std::string& name, const std::string& file) {
    return add({name, file, 0}, {{"name", name}, {"file", file}});
  }
  std::size_t line(const std::string& file, std::int64_t line) {
    const std::string short_name = file.substr(file.rfind('/') + 1);
    return add({"", file, line},
               {{"name", fmt::format("{}:{}", short_name, line)}, {"file", file}, {"line", line}});
  }
  const Json& all() const { return all_; }

 private:
  using Key = std::tuple<std::string, std::string, std::int64_t>;
  std::size_t add(Key key, Json frame) {
    const auto [found, fresh] = numbers_.try_emplace(std::move(key), all_.size());
    if (fresh) all_.push_back(std::move(frame));
    return found->second;
  }
  std::map<Key, std::size_t> numbers_;
  Json all_ = Json::array();
};

struct Sample {
  std::uint32_t function;
  std::uint32_t line;
  std::uint64_t begin;
};

struct Thread {
  std::string name;
  std::vector<Sample> samples;
};

void write_profile(const Thread& thread, std::uint64_t end, std::ostream& out) {
  const auto number = [&](std::size_t i) {
    return i < thread.samples.size() ? thread.samples[i].begin : end;
  };
  out << R"({"type":"sampled","name":)"
      << Json(thread.name).dump(-1, ' ', false, Json::error_handler_t::replace)
      << fmt::format(R"(,"unit":"nanoseconds","startValue":{},"endValue":{},"samples":[)",
                     thread.samples.front().begin, end);
  for (std::size_t i = 0; i < thread.samples.size(); ++i) {
    out << (i == 0 ? "" : ",")
        << fmt::format("[{},{}]", thread.samples[i].function, thread.samples[i].line);
  }
  out << R"(],"weights":[)";
  for (std::size_t i = 0; i < thread.samples.size(); ++i) {
    const std::uint64_t next = std::max(number(i + 1), number(i));
    out << (i == 0 ? "" : ",") << next - number(i);
  }
  out << "]}";
}

}  // namespace

std::size_t write_speedscope(record::Reader& log, const std::string& name, std::ostream& out) {
  Frames frames;
  std::map<Track, Thread> threads;
  std::uint64_t end = 0;
  std::size_t lines = 0;
  while (const auto record = log.next()) {
    const auto* event = std::get_if<record::Event>(&record->body);
    end = std::max(end, record->time);
    if (event == nullptr) continue;
    const Track track{record->pid, record->tid};
    if (event->name == "gil.thread") threads[track].name = judge::text_in(*event, "name");
    if (event->name != "line") continue;
    const judge::EventPlace place = judge::place_in(*event);
    const std::string file(place.file);
    const std::size_t function = frames.function(std::string(judge::text_in(*event, "code")), file);
    const std::size_t line = frames.line(file, place.line);
    threads[track].samples.push_back(
        {static_cast<std::uint32_t>(function), static_cast<std::uint32_t>(line), record->time});
    ++lines;
  }
  if (lines == 0) return 0;
  out << R"({"$schema":"https://www.speedscope.app/file-format-schema.json","exporter":"lab","name":)"
      << Json(name).dump(-1, ' ', false, Json::error_handler_t::replace)
      << R"(,"activeProfileIndex":0,"shared":{"frames":)"
      << frames.all().dump(-1, ' ', false, Json::error_handler_t::replace) << R"(},"profiles":[)";
  bool first = true;
  for (auto& [track, thread] : threads) {
    if (thread.samples.empty()) continue;
    if (thread.name.empty()) thread.name = fmt::format("thread {}", track.tid);
    out << (first ? "\n" : ",\n");
    write_profile(thread, end, out);
    first = false;
  }
  out << "\n]}\n";
  return lines;
}

}  // namespace lab::exporting
