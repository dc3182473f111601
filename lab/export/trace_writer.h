#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

namespace lab::exporting {

using Json = nlohmann::ordered_json;

/// A thread of a process, as the trace names its track.
struct Track {
  std::uint32_t pid = 0;
  std::uint32_t tid = 0;
  auto operator<=>(const Track&) const = default;
};

/// Writes the events of a trace one after the other. Times are nanoseconds since the log began.
class TraceWriter {
 public:
  explicit TraceWriter(std::ostream& out);
  void finish();

  void slice(Track track, const char* category, const std::string& name, std::uint64_t from,
             std::uint64_t to, Json arguments);
  /// An arrow from a slice that contains `from` to the one that begins at `to`.
  void arrow(const char* name, Track source, std::uint64_t from, Track target, std::uint64_t to);
  void instant(Track track, const std::string& name, std::uint64_t time, Json arguments);
  void counter(std::uint32_t pid, const std::string& name, std::uint64_t time, Json values);
  /// The beginning or the end of what may overlap with others of its track: an object's life, a wait
  /// for a lock, a step of a task.
  /// @param id the same for both, and for nothing else of this category at the time
  void span(bool begins, Track track, const char* category, const std::string& name,
            const std::string& id, std::uint64_t time, Json arguments);
  void name_process(std::uint32_t pid, const std::string& name);
  void name_thread(Track track, const std::string& name);

 private:
  void write(const Json& event);

  std::ostream& out_;
  bool first_ = true;
  std::uint64_t arrows_ = 0;
};

}  // namespace lab::exporting
