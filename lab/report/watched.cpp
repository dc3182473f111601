#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/grid.h"
#include "lab/report/line.h"
#include "lab/report/number_text.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/watched_pictures.h"

namespace lab::report {
namespace {

constexpr int kWatchIndent = 4;

/// "12 writes · 2 objects".
class Facts {
 public:
  explicit Facts(const Style& style) : separator_(glyphs(style).separator) {}
  Facts& add(const std::string& fact) {
    text_.append(text_.empty() ? "" : separator_).append(fact);
    return *this;
  }
  Facts& add(std::uint64_t count, std::string_view one, std::string_view many) {
    return add(counted(count, one, many));
  }
  /// Said only where it is so.
  Facts& add_cut(std::uint64_t left_out) {
    return left_out == 0 ? *this : add(grouped(std::to_string(left_out)) + " not told apart");
  }
  const std::string& text() const { return text_; }

 private:
  std::string separator_;
  std::string text_;
};

std::string gc_text(const judge::WatchedGc& gc, const Style& style) {
  std::string collections;
  for (const std::uint64_t count : gc.collections)
    collections += (collections.empty() ? "" : ", ") + grouped(std::to_string(count));
  return Facts(style)
      .add("collections " + collections)
      .add("collected " + grouped(std::to_string(gc.collected)))
      .add("uncollectable " + grouped(std::to_string(gc.uncollectable)))
      .text();
}

std::string allocations_text(const judge::WatchedAllocations& watched, const Style& style) {
  const judge::AllocationTotal all = watched.total();
  const auto bytes = [](std::uint64_t count) { return bytes_text(static_cast<double>(count)); };
  Facts facts(style);
  facts.add(all.calls, "call", "calls").add(all.frees, "free", "frees");
  facts.add(bytes(all.bytes) + " asked for");
  if (!watched.has_totals) {
    return facts.add("no total was written: the host was stopped from outside").text();
  }
  facts.add("peak " + bytes(all.peak_bytes));
  facts.add("live " + bytes(all.live_bytes) + " in " + counted(all.live_blocks, "block", "blocks"));
  return facts.text();
}

std::string deaths_text(const judge::WatchedDeaths& watched, const Style& style) {
  Facts facts(style);
  facts.add(watched.finalizers, "finalizer", "finalizers");
  facts.add(watched.callbacks, "weakref callback", "weakref callbacks");
  if (watched.resurrections > 0) facts.add(watched.resurrections, "resurrection", "resurrections");
  facts.add(watched.deallocations, "deallocation", "deallocations");
  facts.add(grouped(std::to_string(watched.by_refcount)) + " by refcount");
  return facts.add(grouped(std::to_string(watched.by_collector)) + " by the collector").text();
}

/// One section: "gc  collections 1, 0, 1 · …" and the picture below it.
std::string section(std::string_view label, const std::string& text, const std::string& picture,
                    const Style& style) {
  const int label_width = display_width(label) + 2;
  return draw_labelled(label, text, kWatchIndent, label_width, style, 4) +
         indented(picture, kWatchIndent);
}

}  // namespace

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", grouped(std::to_string(count)), count == 1 ? one : many);
}

std::string line_text(const std::string& file, int line, int columns, const Style& style) {
  std::string name = std::filesystem::path(file).filename().string();
  if (name.empty()) name = file;
  const std::string number = line > 0 ? fmt::format(":{}", line) : std::string();
  const int room = std::max(columns - static_cast<int>(number.size()), 4);
  return cut(shown(name, style), room, style) + number;
}

std::string draw_footprint(const judge::WatchedFootprint& watched, const Style& style) {
  if (watched.watches.empty()) return {};
  Grid grid;
  grid.columns = {{"the watching itself"},
                  {"events", true},
                  {"time in it", true},
                  {"references", true},
                  {"blocks", true}};
  for (const judge::WatchCost& cost : watched.watches) {
    if (grid.rows.size() == kMostRows) {
      ++grid.left_out;
      continue;
    }
    grid.rows.push_back({shown(cost.watch, style), grouped(std::to_string(cost.events)),
                         duration_text(static_cast<double>(cost.nanoseconds) * 1e-9, style),
                         grouped(std::to_string(cost.references)),
                         grouped(std::to_string(cost.blocks))});
  }
  grid.left_out += watched.left_out;
  return draw_grid(std::move(grid), style);
}

std::string draw_watched(const judge::Run& run, const Style& style) {
  const judge::Watched& watched = run.watched;
  Style narrower = style;
  narrower.width -= kWatchIndent;
  std::string out;
  const auto add = [&](bool on, std::string_view label, const std::string& text,
                       const std::string& picture) {
    if (on) out += section(label, text, picture, style);
  };
  add(watched.gc.on, "gc", gc_text(watched.gc, style), draw_collections(run, narrower));
  add(watched.refcounts.on, "refcount",
      Facts(style).add(watched.refcounts.writes, "write", "writes").text(),
      draw_refcounts(watched.refcounts, "", narrower));
  add(watched.objects.on, "object",
      Facts(style).add(watched.objects.changes, "change", "changes").text(),
      draw_changes(watched.objects, "", narrower));
  add(watched.lines.on, "lines",
      Facts(style)
          .add(watched.lines.events, "line begun", "lines begun")
          .add(watched.lines.distinct(), "line of source", "lines of source")
          .add_cut(watched.lines.left_out)
          .text(),
      draw_lines(run, narrower));
  add(watched.instructions.on, "instructions",
      Facts(style)
          .add(watched.instructions.events, "instruction", "instructions")
          .add(watched.instructions.opcodes.size(), "opcode", "opcodes")
          .add_cut(watched.instructions.left_out)
          .text(),
      draw_instructions(watched.instructions, narrower));
  add(watched.allocations.on, "alloc", allocations_text(watched.allocations, style),
      draw_allocations(watched.allocations, narrower));
  add(watched.deaths.on, "deaths", deaths_text(watched.deaths, style),
      draw_deaths(watched.deaths, "", narrower));
  add(watched.gil.on, "gil",
      Facts(style)
          .add(watched.gil.handoffs(), "hand-off", "hand-offs")
          .add("switch_number " + grouped(std::to_string(watched.gil.switch_number())))
          .add(grouped(std::to_string(watched.gil.forced())) + " forced")
          .add_cut(watched.gil.left_out)
          .text(),
      draw_gil(watched.gil, narrower));
  add(watched.locks.on, "locks", locks_text(watched.locks, style),
      draw_locks(watched.locks, narrower));
  add(watched.tasks.on, "tasks", tasks_text(watched.tasks, style), draw_tasks(run, narrower));
  if (watched.of_other_processes > 0) {
    const std::string text = counted(watched.of_other_processes, "event", "events");
    out += draw_paragraph(text + " of other processes: in the trace only", kWatchIndent, Tone::dim,
                          style, 2);
  }
  out += indented(draw_footprint(watched.footprint, narrower), kWatchIndent);
  return out.empty() ? out : Line(2).add("watched", Tone::strong).render(style) + out;
}

}  // namespace lab::report
