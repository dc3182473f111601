#include <fmt/core.h>

#include <algorithm>

#include "lab/explain/explain.h"
#include "lab/report/printable.h"
#include "lab/watch/draw.h"
#include "lab/watch/keys.h"

namespace lab::watch {

std::string safe(std::string_view text, bool unicode) {
  report::Style style;
  style.unicode = unicode;
  return report::shown(text, style);
}

std::string time_text(std::uint64_t nanoseconds) {
  const auto time = static_cast<double>(nanoseconds);
  if (time < 1e6) return fmt::format("{:.1f} us", time / 1e3);
  if (time < 1e9) return fmt::format("{:.3f} ms", time / 1e6);
  return fmt::format("{:.3f} s", time / 1e9);
}

std::string sentence_of(const timeline::Entry& entry, const std::string& python, bool unicode) {
  return safe(explain::explain(entry.record, python).sentence, unicode);
}

Row draw_head(const View& view, const Scene& scene, int columns, bool unicode) {
  const timeline::Timeline& timeline = view.timeline();
  const std::string_view dot = unicode ? " · " : " - ";
  Row row;
  row.add(safe(scene.title, unicode), Look::title);
  if (const std::string& python = timeline.overview().python; !python.empty() && columns >= 60)
    row.add(dot, Look::dim).add(fmt::format("CPython {}", safe(python, unicode)), Look::dim);
  if (scene.run > 1) row.add(dot, Look::dim).add(fmt::format("run {}", scene.run));
  std::string state = view.following() ? "live" : view.playing() ? "plays" : "paused";
  if (timeline.progress() < 1)
    state = fmt::format("indexing {:.0f} %", 100 * timeline.progress());
  else if (!scene.running && view.following())
    state = "ended";
  if (!scene.verdict.empty()) state += fmt::format("{}{}", dot, safe(scene.verdict, unicode));
  std::string place;
  if (timeline.count() > 0) {
    const std::uint64_t time = view.timeline().at(view.cursor()).record.time;
    place = fmt::format("{} / {}{}{}{}", view.cursor() + 1, timeline.count(), dot,
                        time_text(time - std::min(time, timeline.begin_time())), dot);
  }
  const int right = columns_of(place) + columns_of(state);
  row.cut_to(std::max(8, columns - right - 1), unicode);
  row.pad_to(columns - right).add(place, Look::dim);
  return row.add(state, view.following() ? Look::good : Look::strong);
}

Rows draw_explanation(const View& view, int columns, bool unicode) {
  const timeline::Entry& entry = view.timeline().at(view.cursor());
  Rows rows;
  const std::string text = sentence_of(entry, view.timeline().overview().python, unicode);
  const std::string_view mark = unicode ? "▸ " : "> ";
  bool first = true;
  for (const std::string& line : wrapped(text, columns - 3, 2)) {
    rows.push_back(Row(first ? mark : "  ", Look::good).add(line, Look::strong));
    rows.back().cut_to(columns, unicode);
    first = false;
  }
  return rows;
}

Row draw_keys(const View& view, int columns, bool unicode) {
  if (view.is_typing())
    return Row("/", Look::strong)
        .add(safe(view.typed(), unicode))
        .add("_")
        .cut_to(columns, unicode);
  if (!view.message().empty())
    return Row(safe(view.message(), unicode), Look::warn).cut_to(columns, unicode);
  const std::string_view arrows = unicode ? "←→" : "h l";
  Row row;
  const auto key = [&](std::string_view name, std::string_view meaning) {
    const int needed = columns_of(name) + columns_of(meaning) + 3;
    if (row.width() + needed > columns) return;
    row.add(name, Look::strong).add(" ").add(meaning, Look::dim).add("  ");
  };
  key(arrows, "step");
  key("space", view.playing() || view.following() ? "pause" : "play");
  key("q", "leave");
  key("?", "keys");
  key("w", "why");
  key("f", "follow");
  key("i", "hand-off");
  key("g", "collection");
  key("o", "change");
  key("+-0", "zoom");
  key("/", "search");
  key("a", view.own() ? "all" : "own");
  key("Tab", "object");
  return row;
}

Rows draw_help(int columns, int rows, bool unicode) {
  Rows all{Row("keys", Look::title), Row()};
  std::vector<Row> lines;
  for (const Binding& binding : bindings()) {
    if (binding.meaning.empty()) continue;
    std::string key(binding.key);
    if (!unicode) {
      if (key == "→ l") key = "l";
      if (key == "← h") key = "h";
    }
    const std::string meaning =
        unicode ? std::string(binding.meaning) : safe(binding.meaning, false);
    Row line;
    line.add("  ").add(key, Look::strong).pad_to(10).add(meaning);
    lines.push_back(std::move(line));
  }
  const auto room = static_cast<std::size_t>(std::max(1, rows - 3));
  const std::size_t per_column = columns >= 76 ? std::min(room, (lines.size() + 1) / 2) : room;
  for (std::size_t i = 0; i < std::min(per_column, lines.size()); ++i) {
    Row row = lines[i];
    if (columns >= 76 && i + per_column < lines.size())
      row.beside(columns / 2, lines[i + per_column]);
    all.push_back(row.cut_to(columns, unicode));
  }
  all.push_back(Row("? goes back", Look::dim));
  return all;
}

}  // namespace lab::watch
