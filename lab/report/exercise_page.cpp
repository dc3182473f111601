#include "lab/report/exercise_page.h"

#include <fmt/core.h>

#include <algorithm>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/line.h"
#include "lab/report/printable.h"

namespace lab::report {
namespace {

std::string heading(std::string_view text, const Style& style) {
  return fmt::format("\n{}", Line(2).add(text, Tone::strong).render(style));
}

std::string paragraph(std::string_view text, const Style& style, int indent = 2) {
  return draw_paragraph(shown(unfold(text), style), indent, Tone::plain, style);
}

/// The statements alone: the verdicts give the answer away.
std::string draw_claims(const judge::Exercise& exercise, bool verdicts, const Style& style) {
  std::string out = heading("what people say", style);
  for (const judge::Claim& claim : exercise.claims) {
    out += draw_labelled(shown(claim.id, style), shown(unfold(claim.text), style), 4, 2, style);
    if (!verdicts) continue;
    std::string verdict(judge::to_string(claim.verdict));
    if (!claim.since.empty()) verdict.append(" since ").append(claim.since);
    if (!claim.source.empty()) verdict.append(", ").append(claim.source);
    if (!claim.note.empty()) verdict.append(". ").append(unfold(claim.note));
    out += draw_paragraph(shown(verdict, style), 6, Tone::dim, style);
  }
  return out;
}

std::string draw_needs(const judge::Exercise& exercise, const Style& style) {
  std::string needs;
  auto add = [&needs](const std::string& need) {
    needs.append(needs.empty() ? "" : ", ").append(need);
  };
  if (!exercise.python.empty()) add(fmt::format("Python {}", exercise.python.text()));
  for (const std::string& package : exercise.packages)
    add(fmt::format("the package {}", package));
  for (const std::string& program : exercise.programs)
    add(fmt::format("the program {}", program));
  return needs.empty() ? "" : heading("needs", style) + paragraph(needs, style, 4);
}

std::string draw_hints(const judge::Exercise& exercise, int wanted, const Style& style) {
  std::string out = heading("hints", style);
  int count = std::min<int>(wanted, static_cast<int>(exercise.hints.size()));
  for (int i = 0; i < count; ++i) {
    const std::string& hint = exercise.hints[static_cast<std::size_t>(i)];
    out += draw_labelled(std::to_string(i + 1), shown(unfold(hint), style), 4, 2, style);
  }
  if (count < static_cast<int>(exercise.hints.size())) {
    out += draw_paragraph(fmt::format("{} of {} shown; the next: lab show {} --hints {}", count,
                                      exercise.hints.size(), exercise.slug, count + 1),
                          4, Tone::dim, style);
  }
  return out;
}

std::string draw_explanation(const judge::Exercise& exercise, const Style& style) {
  std::string out = heading("explanation", style);
  std::string_view rest = exercise.explanation;
  while (!rest.empty()) {  // an empty line parts two paragraphs
    std::size_t end = rest.find("\n\n");
    std::string text = unfold(rest.substr(0, end));
    if (!text.empty()) out += paragraph(text, style, 4) + "\n";
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 2);
  }
  if (exercise.links.empty()) return out;
  out += Line(2).add("read on", Tone::strong).render(style);
  for (const judge::Link& link : exercise.links) {
    out += draw_paragraph(shown(link.title, style), 4, Tone::plain, style);
    out += draw_paragraph(shown(link.url, style), 6, Tone::dim, style);
  }
  return out;
}

std::string draw_next(const judge::Exercise& exercise, const Style& style) {
  const std::string& slug = exercise.slug;
  std::string out = "\n";
  out += draw_labelled("see it", fmt::format("lab run {}", slug), 2, 10, style);
  out +=
      draw_labelled("try it", fmt::format("lab show {} --starter > mine.py", slug), 2, 10, style);
  out += draw_labelled("grade it", fmt::format("lab run {} --answer mine.py", slug), 2, 10, style);
  return out;
}

}  // namespace

std::string exercise_page(const judge::Exercise& exercise, const ExercisePage& page,
                          const Style& style) {
  std::string_view between = glyphs(style).separator;
  std::string out = Line()
                        .add(shown(exercise.slug, style), Tone::strong)
                        .add(fmt::format(" {} question {} {} {}", between, exercise.number, between,
                                         shown(exercise.topic, style)),
                             Tone::dim)
                        .render(style);
  out += draw_paragraph(shown(unfold(exercise.question), style), 0, Tone::strong, style);
  out += draw_claims(exercise, page.explanation, style);
  out += heading("task", style) + paragraph(exercise.task, style, 4);
  out += draw_needs(exercise, style);
  out += draw_hints(exercise, page.hints, style);
  if (page.explanation) out += draw_explanation(exercise, style);
  return out + draw_next(exercise, style);
}

}  // namespace lab::report
