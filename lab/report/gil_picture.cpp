#include <fmt/core.h>

#include <algorithm>

#include "lab/report/gil_lanes.h"
#include "lab/report/gil_sites_picture.h"
#include "lab/report/grid.h"
#include "lab/report/line.h"
#include "lab/report/number_text.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/watched_pictures.h"

namespace lab::report {
namespace {

std::string gil_share(std::uint64_t part, std::uint64_t all) {
  if (part == 0 || all == 0) return "";
  const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(all);
  return percent < 0.5 ? "<1 %" : fmt::format("{:.0f} %", percent);
}

std::string gil_duration(std::uint64_t nanoseconds, const Style& style) {
  return duration_text(static_cast<double>(nanoseconds) * 1e-9, style);
}

/// The busiest first: who held it longest.
std::string draw_gil_threads(const judge::WatchedGil& gil, const Style& style) {
  std::vector<const judge::GilThread*> threads;
  for (const judge::GilThread& thread : gil.threads)
    threads.push_back(&thread);
  std::stable_sort(threads.begin(), threads.end(),
                   [](const auto* a, const auto* b) { return a->held() > b->held(); });
  Grid grid;
  grid.columns = {{"thread"},    {"holds", true}, {"of it in C", true}, {"waits", true},
                  {"off", true}, {"takes", true}, {"forced", true}};
  if (gil.ledgers.size() > 1) grid.columns.push_back({"process", true});
  for (const judge::GilThread* thread : threads) {
    if (grid.rows.size() == kMostRows) break;
    const std::uint64_t waits = thread->of(judge::GilState::waits);
    const std::uint64_t off = thread->of(judge::GilState::off);
    const std::uint64_t all = thread->held() + waits + off;
    grid.rows.push_back({shown(gil.name_of(thread->pid, thread->tid), style),
                         gil_share(thread->held(), all),
                         gil_share(thread->of(judge::GilState::stuck), all), gil_share(waits, all),
                         gil_share(off, all), grouped(std::to_string(thread->takes)),
                         grouped(std::to_string(thread->forced))});
    if (gil.ledgers.size() > 1) grid.rows.back().push_back(std::to_string(thread->pid));
  }
  grid.left_out = threads.size() - grid.rows.size();
  return draw_grid(std::move(grid), style);
}

/// ", up to mix.py:8, calling sum()"; nothing where the log does not say.
std::string gil_place(const judge::GilSite* site, std::string_view word, const Style& style) {
  if (site == nullptr) return {};
  std::string text;
  const std::string place = line_text(site->place.file, site->place.line, 30, style);
  if (!place.empty()) text += fmt::format(", {} {}", word, place);
  if (!site->called.empty()) text += fmt::format(", calling {}()", site->called);
  return text;
}

std::string draw_gil_hold(const judge::WatchedGil& gil, const Style& style) {
  if (gil.longest_holds.empty()) return {};
  const judge::GilSpan& span = gil.longest_holds.front();
  std::string text = fmt::format("longest hold: {} held on for {}", gil.name_of(span.pid, span.tid),
                                 gil_duration(span.nanoseconds, style));
  text += gil_place(gil.site(span.site), "up to", style);
  if (span.stuck > 0) text += fmt::format("; {} of it in C", gil_duration(span.stuck, style));
  if (span.other != 0) text += fmt::format(", while {} waited", gil.name_of(span.pid, span.other));
  return draw_paragraph(shown(text, style), 0, Tone::plain, style, 3);
}

std::string draw_gil_wait(const judge::WatchedGil& gil, const Style& style) {
  if (gil.longest_waits.empty()) return {};
  const judge::GilSpan& span = gil.longest_waits.front();
  std::string text = fmt::format("longest wait: {} waited for {}", gil.name_of(span.pid, span.tid),
                                 gil_duration(span.nanoseconds, style));
  text += gil_place(gil.site(span.site), "having let go at", style);
  if (span.other != 0) text += fmt::format("; {} held it last", gil.name_of(span.pid, span.other));
  return draw_paragraph(shown(text, style), 0, Tone::plain, style, 3);
}

}  // namespace

std::string draw_gil(const judge::WatchedGil& gil, const Style& style) {
  if (!gil.on || gil.threads.empty()) return {};
  std::string out = draw_gil_lanes(gil, style) + draw_gil_threads(gil, style) +
                    draw_gil_sites(gil, style) + draw_gil_hold(gil, style) +
                    draw_gil_wait(gil, style);
  const auto warn = [&](const std::string& text) {
    out += draw_paragraph(text, 0, Tone::warn, style, 2);
  };
  if (!gil.agrees()) {
    warn(fmt::format("{} hand-offs are in the log, the interpreter counted {}", gil.handoffs(),
                     gil.switch_number()));
  }
  if (gil.overlaps() > 0) warn("holds overlap: " + counted(gil.overlaps(), "time", "times"));
  if (gil.cut_off()) warn("no end was written: summed up to the last event");
  return out;
}

}  // namespace lab::report
