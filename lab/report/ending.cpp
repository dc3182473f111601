#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/number_text.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/sections.h"
#include "lab/report/value_text.h"
#include "lab/supervise/outcome.h"

namespace lab::report {
namespace {

using supervise::Cause;

constexpr std::size_t kLastSeen = 3;
constexpr int kEndingLabelWidth = 10;

/// How the process itself ended, when that is what ended the run; the judge's message otherwise.
std::string headline(const judge::Run& run, const judge::Result& result) {
  supervise::Outcome outcome = run.outcome;
  const bool own_end = result.cause == outcome.cause || result.cause == Cause::exception;
  if (!result.message.empty() && (result.cause == Cause::exited || !own_end)) return result.message;
  outcome.cause = result.cause;
  return supervise::describe(outcome);
}

std::string exception_text(const record::Exception& exception) {
  std::string text = exception.type;
  if (!exception.message.empty()) text += ": " + exception.message;
  const std::string file = std::filesystem::path(exception.file).filename().string();
  if (!file.empty()) text += fmt::format("   ({}:{})", file, exception.line);
  return text;
}

std::string field_text(const std::string& name, const record::Value& value, const Style& style) {
  const auto number = as_number(value);
  if (number && name.ends_with("_ns")) {
    return name.substr(0, name.size() - 3) + " " + quantity_text(*number, "ns", style);
  }
  return name + " " + record::to_text(value, 40);
}

std::string event_text(const record::Event& event, const Style& style) {
  std::string text = event.name;
  std::string_view before = "  ";
  for (const auto& [name, value] : event.fields) {
    text.append(before).append(field_text(name, value, style));
    before = ", ";
  }
  return text;
}

/// One line: what was seen, cut where need be, and the place of it in whole.
std::string draw_seen(std::string_view label, const std::string& text, const std::string& place,
                      const Style& style) {
  const int start = 4 + kEndingLabelWidth;
  const bool placed = !place.empty() && style.width >= 60;
  const std::string where = placed ? "   " + cut(shown(place, style), 30, style) : "";
  const int room = std::max(prose_width(style) - start - display_width(where), 8);
  Line line(4);
  line.add(label, Tone::dim).pad_to(start).add(cut(shown(text, style), room, style));
  return line.add_right(where, prose_width(style), Tone::dim).render(style);
}

template <typename Items, typename Draw>
std::string draw_last(std::string_view label, const Items& items, Draw draw) {
  std::string out;
  const std::size_t first = items.size() > kLastSeen ? items.size() - kLastSeen : 0;
  for (std::size_t i = first; i < items.size(); ++i)
    out += draw(i == first ? label : "", items[i]);
  return out;
}

bool was_started(Cause cause) {
  return cause != Cause::needs && cause != Cause::exercise;
}

}  // namespace

std::string draw_ending(const judge::Run& run, const judge::Result& result, const Style& style) {
  if (result.status == judge::Status::passed || result.status == judge::Status::failed) return {};
  const bool skipped = result.status == judge::Status::skipped;
  const int start = text_column(style);
  const std::string_view mark = skipped ? glyphs(style).unknown : glyphs(style).no;
  const Tone tone = skipped ? Tone::warn : Tone::bad;
  const std::string first = skipped ? "not run: " + result.message : headline(run, result);
  std::string out;
  for (const std::string& text :
       wrap_at_most(shown(first, style), prose_width(style) - start, 4, style)) {
    Line line(2);
    if (out.empty()) line.add(mark, tone);
    out += line.pad_to(start).add(text, tone).render(style);
  }
  if (skipped) return out;
  if (result.message != first) {
    out += draw_paragraph(result.message, start + 2, Tone::plain, style, 4);
  }
  // The judge's message names the exception as a rule; where it says something better, this adds
  // it.
  if (run.exception && result.message.find(run.exception->type) == std::string::npos) {
    out += draw_paragraph(exception_text(*run.exception), start + 2, Tone::plain, style, 4);
  }
  return out;
}

std::string draw_last_seen(const judge::Run& run, const judge::Result& result, const Style& style) {
  if (result.status != judge::Status::error || !was_started(result.cause)) return {};
  std::string out = draw_last(
      "observed", run.observations, [&](std::string_view label, const record::Observation& seen) {
        const std::string file = std::filesystem::path(seen.file).filename().string();
        return draw_seen(label, seen.name + " = " + record::to_text(seen.value),
                         fmt::format("{}:{}", file, seen.line), style);
      });
  out +=
      draw_last("event", run.last_events, [&](std::string_view label, const record::Event& seen) {
        return draw_seen(label, event_text(seen, style), "", style);
      });
  if (out.empty()) return draw_paragraph("nothing had been observed yet", 2, Tone::dim, style);
  return Line(2).add("the last things that were seen", Tone::strong).render(style) + out;
}

std::string draw_notices(const judge::Run& run, const Style& style) {
  std::string out;
  const std::size_t count = std::min(run.notices.size(), kLastSeen);
  for (std::size_t i = 0; i < count; ++i) {
    out += draw_paragraph("the host says: " + run.notices[i], 2, Tone::warn, style, 3);
  }
  if (const std::size_t rest = run.notices.size() - count; rest > 0) {
    const std::string more = fmt::format("… {} more notice{}", rest, rest == 1 ? "" : "s");
    out += draw_paragraph(more, 2, Tone::warn, style);
  }
  const record::Reader::Damage& damage = run.damage;
  const auto say = [&](bool is_so, const std::string& text) {
    if (is_so) out += draw_paragraph("the log: " + text, 2, Tone::warn, style);
  };
  say(damage.lost_records > 0, fmt::format("{} records found no room", damage.lost_records));
  say(damage.torn_records > 0,
      fmt::format("records that were begun and never finished: {}", damage.torn_records));
  say(damage.corrupt_records > 0, fmt::format("{} records do not decode", damage.corrupt_records));
  say(damage.cut, "the file is shorter than what was written");
  return out;
}

}  // namespace lab::report
