#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "lab/export/trace_writer.h"
#include "lab/judge/watched/fields.h"
#include "lab/record/reader.h"

namespace lab::exporting {

/// Turns the ledger of each GIL into slices and arrows. A slice is written when it ends; what lasts
/// when the log ends lasts to the last event of its GIL. lab/judge/watched/gil.h tells the events.
class GilTracks {
 public:
  explicit GilTracks(TraceWriter& trace) : trace_(trace) {}
  void add(const record::Event& event, const judge::EventOrigin& origin);
  void finish();

 private:
  using Key = std::pair<std::uint32_t, std::uint64_t>;  // process, address of the GIL
  struct Hold {
    Track track;
    std::uint64_t from = 0;
    std::uint64_t to = 0;
  };
  struct Gil {
    std::optional<Hold> hold;
    std::optional<Hold> last;  // that ended
    std::uint64_t time = 0;    // of the last event
    std::map<Track, std::uint64_t> waits;
  };

  void take(Gil& gil, Track track, std::uint64_t time, bool handoff);
  void drop(Gil& gil, Track track, std::uint64_t time, std::string_view reason, std::uint64_t site);
  void end_hold(Gil& gil, std::uint64_t time, Json arguments);
  Json place_of(std::uint64_t site) const;

  TraceWriter& trace_;
  std::map<Key, Gil> gils_;
  std::map<Track, Key> last_gils_;  // of short events: that of the thread's event before
  std::map<std::uint64_t, std::string> sites_;
};

}  // namespace lab::exporting
