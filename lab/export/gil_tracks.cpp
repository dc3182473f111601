#include "lab/export/gil_tracks.h"

#include <fmt/core.h>

#include <algorithm>

namespace lab::exporting {
namespace {

using judge::count_in;
using judge::text_in;

/// A log may be anybody's: more than this many sites are told by number.
constexpr std::size_t kMostSites = 65536;

bool flag_in(const record::Event& event, std::string_view name) {
  for (const auto& [field, value] : event.fields) {
    if (field != name) continue;
    const bool* flag = value.get_if<bool>();
    return flag != nullptr && *flag;
  }
  return false;
}

}  // namespace

Json GilTracks::place_of(std::uint64_t site) const {
  if (site == 0) return Json::object();
  const auto found = sites_.find(site);
  return {{"at", found == sites_.end() ? fmt::format("site {}", site) : found->second}};
}

void GilTracks::end_hold(Gil& gil, std::uint64_t time, Json arguments) {
  gil.hold->to = std::max(time, gil.hold->from);
  trace_.slice(gil.hold->track, "gil", "holds the GIL", gil.hold->from, gil.hold->to,
               std::move(arguments));
  gil.last = gil.hold;
  gil.hold.reset();
}

void GilTracks::take(Gil& gil, Track track, std::uint64_t time, bool handoff) {
  if (gil.hold) end_hold(gil, time, {{"let go", "not seen"}});
  if (const auto wait = gil.waits.find(track); wait != gil.waits.end()) {
    trace_.slice(track, "gil", "waits for the GIL", wait->second, time, Json::object());
    gil.waits.erase(wait);
  }
  if (handoff && gil.last) {
    // Within the slice that ended, not behind it.
    const Hold& last = *gil.last;
    const std::uint64_t from = last.to > last.from ? last.to - 1 : last.from;
    trace_.arrow("hand-off", last.track, from, track, time);
  }
  gil.hold = Hold{track, time, time};
}

void GilTracks::drop(Gil& gil, Track track, std::uint64_t time, std::string_view reason,
                     std::uint64_t site) {
  gil.waits.erase(track);
  if (!gil.hold || gil.hold->track != track) return;
  Json arguments = place_of(site);
  arguments["let go"] = reason == "request" ? "asked to" : std::string(reason);
  end_hold(gil, time, std::move(arguments));
}

void GilTracks::add(const record::Event& event, const judge::EventOrigin& origin) {
  const std::string_view what = std::string_view(event.name).substr(4);
  const Track track{origin.pid, origin.tid};
  if (what == "thread") return trace_.name_thread(track, std::string(text_in(event, "name")));
  if (what == "site") {
    const judge::EventPlace place = judge::place_in(event);
    if (sites_.size() < kMostSites) {
      sites_[count_in(event, "site")] =
          fmt::format("{}:{} {}", place.file, place.line, text_in(event, "called"));
    }
    return;
  }
  const bool is_short = what == "let_go" || what == "retake";
  Key key{origin.pid, judge::address_in(event, "gil")};
  if (is_short) {
    const auto found = last_gils_.find(track);
    if (found == last_gils_.end()) return;
    key = found->second;
  }
  Gil& gil = gils_[key];
  const std::uint64_t time = gil.time = std::max(gil.time, origin.time);
  if (what == "take" || what == "retake") take(gil, track, time, flag_in(event, "handoff"));
  if (what == "drop") drop(gil, track, time, text_in(event, "reason"), count_in(event, "site"));
  if (what == "let_go") drop(gil, track, time, "by itself", count_in(event, "site"));
  if (what == "wait") gil.waits[track] = time;
  if (what == "start") {
    const auto holder = static_cast<std::uint32_t>(count_in(event, "holder"));
    if (holder != 0) take(gil, {origin.pid, holder}, time, false);
    last_gils_[{origin.pid, holder}] = key;
  }
  if (what == "end" && gil.hold) end_hold(gil, time, Json::object());
  if (!is_short && what != "start") last_gils_[track] = key;
}

void GilTracks::finish() {
  for (auto& [key, gil] : gils_) {
    if (gil.hold) end_hold(gil, gil.time, {{"let go", "not seen"}});
    for (const auto& [track, since] : gil.waits)
      trace_.slice(track, "gil", "waits for the GIL", since, std::max(gil.time, since),
                   {{"got it", "not seen"}});
    gil.waits.clear();
  }
}

}  // namespace lab::exporting
