#include <fmt/core.h>

#include <algorithm>
#include <sstream>

#include "lab/timeline/entry.h"
#include "lab/watch/draw.h"

namespace lab::watch {
namespace {

struct Place {
  std::string file;
  int line = 0;
  bool left = false;  ///< the program is elsewhere now, in Python's library
};

/// Where the program stands: the record's own place, else the last line of its thread.
Place place_of(const timeline::Entry& entry, const timeline::Moment& moment) {
  if (!entry.file.empty() && entry.line > 0) return {entry.file, entry.line};
  const auto line =
      moment.subjects.find(fmt::format("line/{}/{}", entry.record.pid, entry.record.tid));
  if (line == moment.subjects.end()) return {};
  return {line->second.file, line->second.line};
}

/// While the library runs, the last line of the program's own: what has called it, as a rule.
Place last_own_line(const View& view) {
  timeline::Timeline& timeline = view.timeline();
  const auto found = timeline.find(view.cursor(), timeline::Direction::back, {"line", "", true},
                                   std::chrono::milliseconds(5));
  if (!found.number) return {};
  const timeline::Entry& entry = timeline.at(*found.number);
  return {entry.file, entry.line, true};
}

const timeline::Source* source_of(const Scene& scene, const std::string& file) {
  const auto source = std::find_if(scene.sources.begin(), scene.sources.end(),
                                   [&](const timeline::Source& of) { return of.file == file; });
  return source == scene.sources.end() ? nullptr : &*source;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

/// Lines of `file` at which other threads stand now.
std::vector<int> others(const timeline::Moment& moment, const std::string& file, int line) {
  std::vector<int> found;
  for (const auto& [subject, entry] : moment.subjects) {
    if (subject.starts_with("line/") && entry.file == file && entry.line != line)
      found.push_back(entry.line);
  }
  return found;
}

}  // namespace

Rows draw_source(const View& view, const Scene& scene, const timeline::Moment& moment, int columns,
                 int rows, bool unicode) {
  const timeline::Entry entry = view.timeline().at(view.cursor());
  Place place = place_of(entry, moment);
  const timeline::Source* source = source_of(scene, place.file);
  if (source == nullptr) {
    const Place own = last_own_line(view);
    source = source_of(scene, own.file);
    if (source != nullptr) place = own;
  }
  Rows drawn;
  if (source == nullptr) {
    drawn.push_back(Row(place.file.empty()
                            ? std::string("no line is known here (--watch lines)")
                            : safe(fmt::format("{}:{}", place.file, place.line), unicode),
                        Look::dim));
    return drawn;
  }
  const std::vector<std::string> lines = lines_of(source->text);
  const int count = static_cast<int>(lines.size());
  const int first = std::clamp(place.line - rows / 2, 1, std::max(1, count - rows + 1));
  const std::vector<int> elsewhere = others(moment, place.file, place.line);
  for (int number = first; number <= count && number < first + rows; ++number) {
    const bool here = number == place.line && !place.left;
    const bool other = (number == place.line && place.left) ||
                       std::find(elsewhere.begin(), elsewhere.end(), number) != elsewhere.end();
    Row row;
    row.add(here    ? (unicode ? "▶" : ">")
            : other ? (unicode ? "▷" : "-")
                    : " ",
            here ? Look::good : Look::dim);
    row.add(fmt::format("{:>3} ", number), Look::dim);
    std::string text = lines[static_cast<std::size_t>(number - 1)];
    for (std::size_t tab = text.find('\t'); tab != std::string::npos; tab = text.find('\t'))
      text.replace(tab, 1, "    ");
    row.add(safe(text, unicode), here ? Look::current : Look::plain);
    drawn.push_back(row.cut_to(columns, unicode));
  }
  return drawn;
}

Rows draw_output(const View& view, int columns, int rows, bool unicode) {
  std::string text;
  for (const timeline::Number number : view.timeline().overview().outputs) {
    if (number > view.cursor()) break;
    text += timeline::text_field(view.timeline().at(number).record, "text");
    if (text.size() > (1U << 16U)) text.erase(0, text.size() - (1U << 15U));
  }
  std::vector<std::string> lines = lines_of(text);
  if (lines.empty()) return {};
  const std::size_t room = static_cast<std::size_t>(std::max(1, rows));
  const std::size_t first = lines.size() > room ? lines.size() - room : 0;
  Rows drawn;
  for (std::size_t i = first; i < lines.size(); ++i) {
    Row row;
    row.add(i == first ? "output " : "       ", Look::dim).add(safe(lines[i], unicode));
    drawn.push_back(row.cut_to(columns, unicode));
  }
  return drawn;
}

Rows draw_answers(const View& view, const Scene& scene, int columns, int rows, bool unicode) {
  Rows drawn;
  if (scene.answers.empty() || rows < 2) return drawn;
  drawn.push_back(Row("expected answers", Look::dim));
  for (const Answer& answer : scene.answers) {
    if (static_cast<int>(drawn.size()) >= rows) break;
    const bool known = answer.decided && *answer.decided <= view.cursor();
    Row row;
    if (!known) {
      row.add(unicode ? "○ " : "  ? ", Look::dim);
    } else if (answer.passed) {
      row.add(unicode ? "✓ " : " ok ", Look::good);
    } else {
      row.add(unicode ? "✗ " : " no ", Look::bad);
    }
    row.add(safe(answer.name, unicode));
    drawn.push_back(row.cut_to(columns, unicode));
  }
  return drawn;
}

}  // namespace lab::watch
