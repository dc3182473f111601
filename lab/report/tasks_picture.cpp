#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/line.h"
#include "lab/report/number_text.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/source_line.h"
#include "lab/report/watched_pictures.h"

// What the loops of asyncio did, from the outside in: who blocked them, who waited for it, and when
// each task ran.
//
//     handler held its loop for 100 ms: x.py:8 to x.py:10, then returned
//         9  time.sleep(0.1)
//     ticker was 98 ms late, at x.py:5
//     task             steps   longest    0 ms ─────────────────── 134 ms
//     Task-1 main          4     97 µs    ▂······················▂
//     Task-2 ticker       11    102 µs    ▁▂▁▂▁▒▒▒▒▒▒▒▒▒▒▒▒▒▁▂▁▂▁

namespace lab::report {
namespace {

constexpr std::size_t kMostTaskRows = 8;
constexpr std::size_t kMostSaid = 3;
constexpr int kMostQuoted = 3;
constexpr int kMostBetween = 12;  ///< lines between two ends of a step that may be quoted
constexpr int kNarrowestLane = 10;
constexpr int kWidestLane = 60;

std::string microseconds_text(std::uint64_t us, const Style& style) {
  return duration_text(static_cast<double>(us) * 1e-6, style);
}

std::string who(const std::string& task, const std::string& name, const Style& style) {
  const std::string shown_name = shown(name.empty() ? "(no name)" : name, style);
  return task.empty() ? "callback " + shown_name
                      : fmt::format("{} ({})", shown_name, shown(task, style));
}

/// "x.py:8 to 10", "x.py:8", "x.py:8 to y.py:3".
std::string span_text(const judge::TaskStep& step, const Style& style) {
  const int columns = style.width / 3;
  std::string from = line_text(step.from.file, step.from.line, columns, style);
  if (step.to.line == 0 || (step.to.file == step.from.file && step.to.line == step.from.line))
    return from;
  if (step.to.file == step.from.file) return fmt::format("{} to {}", from, step.to.line);
  return from + " to " + line_text(step.to.file, step.to.line, columns, style);
}

std::string longest_text(const judge::TaskStep& step, const Style& style) {
  const std::string place = span_text(step, style);
  std::string text = who(step.task, step.name, style);
  if (step.outcome == "running") {
    text += " did not give the loop back: it ran for " + microseconds_text(step.us, style) +
            " when the run ended";
  } else {
    text += " held its loop for " + microseconds_text(step.us, style);
  }
  if (!place.empty()) text += (step.outcome == "running" ? ", from " : ", ") + place;
  if (!step.task.empty() && step.outcome != "running" && step.outcome != "unknown")
    text += ", then " + shown(step.outcome, style);
  return text;
}

/// The source between the two ends of a step: what it did meanwhile.
std::string draw_between(const judge::Run& run, const judge::TaskStep& step, const Style& style) {
  if (step.task.empty() || step.from.line == 0) return {};
  const bool ended = step.to.line != 0;
  if (ended && (step.to.file != step.from.file || step.to.line < step.from.line ||
                step.to.line - step.from.line > kMostBetween)) {
    return {};
  }
  const int last = ended ? step.to.line : step.from.line + kMostQuoted;
  SourceLines sources(run);
  std::string out;
  int quoted = 0;
  for (int line = step.from.line + 1; line <= last && quoted < kMostQuoted; ++line) {
    const std::string text = shown(sources.line(step.from.file, line), style);
    if (text.empty()) continue;
    ++quoted;
    out += Line()
               .add_right(std::to_string(line), 8, Tone::dim)
               .add("  " + text, Tone::dim)
               .render(style);
  }
  return out;
}

std::string_view lane_glyph(double running, double ready, const Style& style) {
  const Glyphs& signs = glyphs(style);
  constexpr double kMost = 0.5;
  if (running >= kMost) return signs.full;
  if (ready >= kMost) return signs.gained;
  if (running > 0) return signs.levels[static_cast<std::size_t>(running * 7)];
  if (ready > 0) return signs.lost;
  return signs.dotted;
}

std::string lane_text(const judge::WatchedTasks& watched, std::size_t at, int columns,
                      const Style& style) {
  const judge::WatchedTasks::Times* times = watched.times_of(at);
  if (times == nullptr) return {};
  const auto count = static_cast<std::size_t>(columns);
  const auto running = times->running.columns(watched.begin, watched.end, count);
  const auto ready = times->ready.columns(watched.begin, watched.end, count);
  const judge::TaskLane& lane = watched.lanes[at];
  const double each = static_cast<double>(watched.end - watched.begin) / columns;
  std::string text;
  for (std::size_t column = 0; column < count; ++column) {
    const double from = static_cast<double>(watched.begin) + each * static_cast<double>(column);
    const bool lives = from + each >= static_cast<double>(lane.begin) &&
                       (lane.outcome == "suspended" || lane.outcome == "created" ||
                        from <= static_cast<double>(lane.end));
    text += lives ? lane_glyph(running[column], ready[column], style) : std::string_view(" ");
  }
  return text;
}

std::string ready_text(const judge::WatchedTasks& watched, int columns, const Style& style) {
  const auto values =
      watched.ready.columns(watched.begin, watched.end, static_cast<std::size_t>(columns));
  const auto most = static_cast<double>(std::max<std::uint64_t>(watched.max_ready, 1));
  std::string text;
  for (const double value : values) {
    const auto level = static_cast<std::size_t>(std::lround(value / most * 7));
    text += glyphs(style).levels[std::min<std::size_t>(level, 7)];
  }
  return text;
}

struct LaneRow {
  std::string name;
  std::string steps;
  std::string longest;
  std::string lane;
};

/// The tasks that ran longest of those whose course is known, in the order of their making.
std::vector<std::size_t> drawn_lanes(const judge::WatchedTasks& watched) {
  std::vector<std::size_t> drawn;
  for (std::size_t at = 0; at < watched.lanes.size(); ++at) {
    if (watched.times_of(at) != nullptr && watched.lanes[at].number != 0) drawn.push_back(at);
  }
  std::stable_sort(drawn.begin(), drawn.end(), [&](std::size_t a, std::size_t b) {
    return watched.lanes[a].running_us > watched.lanes[b].running_us;
  });
  if (drawn.size() > kMostTaskRows) drawn.resize(kMostTaskRows);
  std::sort(drawn.begin(), drawn.end());
  return drawn;
}

std::string draw_lane_rows(const judge::WatchedTasks& watched, const Style& style) {
  const std::vector<std::size_t> drawn = drawn_lanes(watched);
  if (drawn.empty() || watched.end <= watched.begin) return {};
  std::vector<LaneRow> rows = {{"task", "steps", "longest", ""}};
  for (const std::size_t at : drawn) {
    const judge::TaskLane& lane = watched.lanes[at];
    const std::string name = shown(lane.name + " " + lane.coroutine, style);
    rows.push_back({cut(name, style.width / 3, style), grouped(std::to_string(lane.steps)),
                    microseconds_text(lane.longest_us, style), ""});
  }
  rows.push_back({"ready queue", "", "most " + grouped(std::to_string(watched.max_ready)), ""});
  int names = 0, steps = 0, longest = 0;
  for (const LaneRow& row : rows) {
    names = std::max(names, display_width(row.name));
    steps = std::max(steps, display_width(row.steps));
    longest = std::max(longest, display_width(row.longest));
  }
  const int start = names + 2 + steps + 2 + longest + 2;
  const int columns = std::min(style.width - start, kWidestLane);
  if (columns >= kNarrowestLane) {
    const std::string total = microseconds_text((watched.end - watched.begin) / 1000, style);
    const int dashes = std::max(columns - 3 - display_width(total), 0);
    rows.front().lane = "0 " + repeat(glyphs(style).solid, dashes) + " " + total;
    for (std::size_t i = 0; i < drawn.size(); ++i)
      rows[i + 1].lane = lane_text(watched, drawn[i], columns, style);
    rows.back().lane = ready_text(watched, columns, style);
  }
  std::string out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Tone tone = i == 0 || i + 1 == rows.size() ? Tone::dim : Tone::plain;
    Line line;
    line.add(rows[i].name, tone).add_right(rows[i].steps, names + 2 + steps, tone);
    line.add_right(rows[i].longest, start - 2, tone).pad_to(start).add(rows[i].lane, tone);
    out += line.render(style);
  }
  if (watched.tasks > drawn.size()) {
    const std::string more = counted(watched.tasks - drawn.size(), "more task", "more tasks");
    out += Line().add(fmt::format("{} {}", glyphs(style).ellipsis, more), Tone::dim).render(style);
  }
  return out;
}

std::string draw_complaints(const judge::WatchedTasks& watched, const Style& style) {
  std::string out;
  for (std::size_t i = 0; i < std::min(watched.complaints.size(), kMostSaid); ++i) {
    const judge::TaskComplaint& one = watched.complaints[i];
    std::string text = "asyncio says: " + shown(one.message, style);
    if (!one.task.empty()) text += " (" + shown(one.task, style) + ")";
    if (one.times > 1) text += ", " + counted(one.times, "time", "times");
    out += draw_paragraph(text, 0, Tone::warn, style, 2);
  }
  return out;
}

}  // namespace

std::string tasks_text(const judge::WatchedTasks& watched, const Style& style) {
  std::string text = counted(watched.iterations, "iteration", "iterations");
  const auto add = [&](const std::string& fact) {
    text.append(glyphs(style).separator).append(fact);
  };
  if (watched.loops > 1) add(counted(watched.loops, "loop", "loops"));
  add(counted(watched.tasks, "task", "tasks"));
  add(counted(watched.steps, "step", "steps"));
  add(counted(watched.callbacks, "other callback", "other callbacks"));
  if (watched.timers > 0) add(counted(watched.timers, "timer", "timers"));
  if (watched.slept_us > 0) add("slept " + microseconds_text(watched.slept_us, style));
  if (watched.executor > 0)
    add(counted(watched.executor, "call in an executor", "calls in an executor"));
  if (watched.eager > 0) add(grouped(std::to_string(watched.eager)) + " eager");
  if (watched.raised > 0) add(grouped(std::to_string(watched.raised)) + " raised");
  if (watched.cancelled > 0) add(grouped(std::to_string(watched.cancelled)) + " cancelled");
  if (watched.pending() > 0) add(grouped(std::to_string(watched.pending())) + " still pending");
  return text;
}

std::string draw_tasks(const judge::Run& run, const Style& style) {
  const judge::WatchedTasks& watched = run.watched.tasks;
  std::string out;
  if (watched.longest) {
    const Tone tone = watched.longest->outcome == "running" ? Tone::bad : Tone::strong;
    out += draw_paragraph(longest_text(*watched.longest, style), 0, tone, style, 3);
    out += draw_between(run, *watched.longest, style);
  }
  if (watched.latest) {
    const judge::LateTask& late = *watched.latest;
    std::string text = fmt::format("{} was {} late", who(late.task, late.name, style),
                                   microseconds_text(late.us, style));
    const std::string place = line_text(late.place.file, late.place.line, style.width / 3, style);
    out += draw_paragraph(place.empty() ? text : text + ", at " + place, 0, Tone::plain, style, 2);
  }
  return out + draw_lane_rows(watched, style) + draw_complaints(watched, style);
}

}  // namespace lab::report
