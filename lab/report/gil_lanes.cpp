#include "lab/report/gil_lanes.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/line.h"
#include "lab/report/number_text.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/watched_pictures.h"

//                0 ────────────────────── 1.1 s
//     MainThread █·····▒▒▒▒▒▒▒▒▒▒▒▒▒▒·········
//     spin-0     ·█░█░█░░░░░░░░░░░░░░█░█░█░█░·
//     spin-1     ·░█░█░░░░░░░░░░░░░░░░█░█░█░█·
//     █ holds it  ▒ holds it in C  ░ waits  · off
//
// A column stands for many hand-offs, and only one thread can be drawn as the holder: the one that
// is most behind with the columns that its share of the time is worth. So the columns of each lane
// add up to its share, and no two lanes hold at a time.

namespace lab::report {
namespace {

constexpr std::size_t kMostLanes = 10;
constexpr int kNarrowestGilLane = 16;
constexpr int kWidestGilLane = 100;

/// The nanoseconds of each column, by state.
using LaneColumns = std::vector<std::array<double, judge::kGilStates>>;

LaneColumns columns_of(const judge::GilThread& thread, std::size_t used, std::size_t columns) {
  LaneColumns result(columns);
  const auto& pieces = thread.timeline.pieces();
  for (std::size_t piece = 0; piece < std::min(used, pieces.size()); ++piece) {
    for (std::size_t state = 0; state < judge::kGilStates; ++state)
      result[piece * columns / used][state] += static_cast<double>(pieces[piece][state]);
  }
  return result;
}

struct GilLane {
  const judge::GilThread* thread = nullptr;
  LaneColumns columns;
  double owed = 0;  ///< columns that its holds are worth and that it has not been given
  std::string text;
};

double held(const std::array<double, judge::kGilStates>& column) {
  return column[0] + column[1];
}

/// Whose column this is; null: nobody held the GIL for long enough.
const GilLane* holder_of(std::vector<GilLane>& lanes, std::size_t column, double width) {
  GilLane* holder = nullptr;
  for (GilLane& lane : lanes) {
    const double now = held(lane.columns[column]);
    lane.owed += now / width;
    if (now > 0 && (holder == nullptr || lane.owed > holder->owed)) holder = &lane;
  }
  constexpr double kWorthOne = 0.5;
  if (holder == nullptr || holder->owed < kWorthOne) return nullptr;
  holder->owed -= 1;
  return holder;
}

std::string_view glyph_of(const std::array<double, judge::kGilStates>& column, bool holds,
                          double width, const Style& style) {
  const Glyphs& signs = glyphs(style);
  if (holds) return column[1] > column[0] ? signs.gained : signs.full;
  const double known = held(column) + column[2] + column[3];
  if (known < width / 8) return " ";
  return column[2] + held(column) >= column[3] ? signs.lost : signs.dotted;
}

void fill_lanes(std::vector<GilLane>& lanes, std::size_t columns, double width,
                const Style& style) {
  for (std::size_t column = 0; column < columns; ++column) {
    const GilLane* holder = holder_of(lanes, column, width);
    for (GilLane& lane : lanes)
      lane.text += glyph_of(lane.columns[column], &lane == holder, width, style);
  }
}

/// The threads of one GIL that held it longest, in the order in which they came.
std::vector<GilLane> lanes_of(const judge::WatchedGil& gil, const judge::GilLedger& ledger,
                              std::size_t most) {
  std::vector<std::size_t> threads;
  for (const auto& [tid, at] : ledger.threads)
    threads.push_back(at);
  std::sort(threads.begin(), threads.end());
  std::stable_sort(threads.begin(), threads.end(), [&](std::size_t a, std::size_t b) {
    return gil.threads[a].held() > gil.threads[b].held();
  });
  if (threads.size() > most) threads.resize(most);
  std::sort(threads.begin(), threads.end());
  std::vector<GilLane> lanes;
  for (const std::size_t at : threads)
    lanes.push_back({&gil.threads[at], {}, 0, {}});
  return lanes;
}

struct GilScale {
  int names = 0;
  std::size_t used = 0;     ///< pieces of the axis
  std::size_t columns = 0;  ///< of a lane
  double width = 0;         ///< nanoseconds a column
};

std::string draw_gil_group(const judge::WatchedGil& gil, const judge::GilLedger& ledger,
                           const GilScale& scale, const Style& style) {
  std::vector<GilLane> lanes = lanes_of(gil, ledger, kMostLanes);
  for (GilLane& lane : lanes)
    lane.columns = columns_of(*lane.thread, scale.used, scale.columns);
  fill_lanes(lanes, scale.columns, scale.width, style);
  std::string out;
  if (gil.ledgers.size() > 1) {
    const std::string head = fmt::format("process {}, GIL at {:#x}: ", ledger.pid, ledger.gil) +
                             counted(ledger.handoffs, "hand-off", "hand-offs");
    out += Line().add(head, Tone::dim).render(style);
  }
  for (const GilLane& lane : lanes) {
    const std::string name = shown(gil.name_of(lane.thread->pid, lane.thread->tid), style);
    Line line;
    line.add(cut(name, scale.names, style)).pad_to(scale.names + 1).add(lane.text);
    out += line.render(style);
  }
  if (ledger.threads.size() > lanes.size()) {
    const std::string more = counted(ledger.threads.size() - lanes.size(), "more", "more");
    out += Line().add(fmt::format("{} {}", glyphs(style).ellipsis, more), Tone::dim).render(style);
  }
  return out;
}

std::string draw_legend(const judge::WatchedGil& gil, const Style& style) {
  const Glyphs& signs = glyphs(style);
  const bool stuck = std::any_of(gil.threads.begin(), gil.threads.end(), [](const auto& thread) {
    return thread.of(judge::GilState::stuck) > 0;
  });
  std::string text = fmt::format("{} holds it   ", signs.full);
  if (stuck) text += fmt::format("{} holds it in C, asked to let go   ", signs.gained);
  text += fmt::format("{} waits   {} off the GIL", signs.lost, signs.dotted);
  return Line().add(text, Tone::dim).render(style);
}

GilScale scale_of(const judge::WatchedGil& gil, const Style& style) {
  GilScale scale;
  std::uint64_t end = gil.axis.origin();
  for (const judge::GilLedger& ledger : gil.ledgers)
    end = std::max(end, ledger.time);
  for (const judge::GilThread& thread : gil.threads) {
    const std::string name = shown(gil.name_of(thread.pid, thread.tid), style);
    scale.names = std::max(scale.names, display_width(name));
  }
  scale.names = std::min(scale.names, style.width / 4);
  scale.used = gil.axis.piece_of(end) + 1;
  const int room = std::min(style.width - scale.names - 1, kWidestGilLane);
  if (room < kNarrowestGilLane || end <= gil.axis.origin()) return scale;
  scale.columns = std::min(static_cast<std::size_t>(room), scale.used);
  scale.width = static_cast<double>(scale.used) * static_cast<double>(gil.axis.width()) /
                static_cast<double>(scale.columns);
  return scale;
}

}  // namespace

std::string draw_gil_lanes(const judge::WatchedGil& gil, const Style& style) {
  const GilScale scale = scale_of(gil, style);
  if (scale.columns == 0) return {};
  const double seconds = scale.width * static_cast<double>(scale.columns) * 1e-9;
  const std::string total = duration_text(seconds, style);
  const int dashes = static_cast<int>(scale.columns) - 3 - display_width(total);
  Line axis(scale.names + 1);
  axis.add("0 " + repeat(glyphs(style).solid, std::max(dashes, 1)) + " " + total, Tone::dim);
  std::string out = axis.render(style);
  std::size_t drawn = 0;
  for (const judge::GilLedger& ledger : gil.ledgers) {
    if (drawn == kMostLanes) break;
    out += draw_gil_group(gil, ledger, scale, style);
    ++drawn;
  }
  if (gil.ledgers.size() > drawn) {
    const std::string more = counted(gil.ledgers.size() - drawn, "more GIL", "more GILs");
    out += Line().add(fmt::format("{} {}", glyphs(style).ellipsis, more), Tone::dim).render(style);
  }
  return out + draw_legend(gil, style);
}

}  // namespace lab::report
