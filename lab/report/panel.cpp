#include "lab/report/panel.h"

#include "lab/report/line.h"
#include "lab/report/printable.h"
#include "lab/report/value_text.h"
#include "lab/report/watched_pictures.h"

namespace lab::report {
namespace {

constexpr int kTitleIndent = 2;
constexpr int kPictureIndent = 4;

std::string_view shape_of(judge::PanelKind kind) {
  switch (kind) {
    case judge::PanelKind::series:
      return "a list, or a map of lists";
    case judge::PanelKind::table:
      return "a list of maps";
    case judge::PanelKind::bars:
      return "a map of numbers";
    case judge::PanelKind::cells:
      return "a list";
    case judge::PanelKind::sparkline:
      return "a list of numbers";
    case judge::PanelKind::collections:
    case judge::PanelKind::refcount:
    case judge::PanelKind::changes:
    case judge::PanelKind::lines:
    case judge::PanelKind::instructions:
    case judge::PanelKind::alloc:
    case judge::PanelKind::deaths:
    case judge::PanelKind::gil:
    case judge::PanelKind::locks:
    case judge::PanelKind::tasks:
      break;
  }
  return "";
}

/// The picture of events, or why there is none.
struct EventPicture {
  std::string picture;
  std::string_view otherwise;
};

EventPicture draw_events(const judge::Panel& panel, const judge::Run& run, const Style& style) {
  const judge::Watched& watched = run.watched;
  switch (panel.kind) {
    case judge::PanelKind::collections:
      return {draw_collections(run, style), "(no collection in this run)"};
    case judge::PanelKind::refcount:
      return {draw_refcounts(watched.refcounts, panel.object, style),
              "(no reference count was watched in this run)"};
    case judge::PanelKind::changes:
      return {draw_changes(watched.objects, panel.object, style),
              "(no object was watched in this run)"};
    case judge::PanelKind::lines:
      return {draw_lines(run, style), "(no line was watched in this run)"};
    case judge::PanelKind::instructions:
      return {draw_instructions(watched.instructions, style),
              "(no instruction was watched in this run)"};
    case judge::PanelKind::alloc:
      return {draw_allocations(watched.allocations, style),
              "(no allocation was watched in this run)"};
    case judge::PanelKind::deaths:
      return {draw_deaths(watched.deaths, panel.object, style), "(nothing died in this run)"};
    case judge::PanelKind::gil:
      return {draw_gil(watched.gil, style), "(no GIL was watched in this run)"};
    case judge::PanelKind::locks:
      return {draw_locks(watched.locks, style), "(no lock was waited for in this run)"};
    case judge::PanelKind::tasks:
      return {draw_tasks(run, style), "(no task ran in this run)"};
    case judge::PanelKind::series:
    case judge::PanelKind::table:
    case judge::PanelKind::bars:
    case judge::PanelKind::cells:
    case judge::PanelKind::sparkline:
      break;
  }
  return {};
}

std::string draw_value(const judge::Panel& panel, const record::Value& value, const judge::Run& run,
                       const Style& style) {
  switch (panel.kind) {
    case judge::PanelKind::series: {
      const bool named = !panel.steps.empty();
      return draw_series(value, named ? judge::find_observation(run, panel.steps) : nullptr, style);
    }
    case judge::PanelKind::table:
      return draw_table(value, panel.columns, style);
    case judge::PanelKind::bars:
      return draw_bars(value, panel.unit, style);
    case judge::PanelKind::cells:
      return draw_cells(value, style);
    case judge::PanelKind::sparkline:
      return draw_sparkline(value, panel.unit, style);
    case judge::PanelKind::collections:
    case judge::PanelKind::refcount:
    case judge::PanelKind::changes:
    case judge::PanelKind::lines:
    case judge::PanelKind::instructions:
    case judge::PanelKind::alloc:
    case judge::PanelKind::deaths:
    case judge::PanelKind::gil:
    case judge::PanelKind::locks:
    case judge::PanelKind::tasks:
      break;
  }
  return {};
}

/// The picture, or one line that says why there is none.
std::string draw_picture(const judge::Panel& panel, const judge::Run& run, const Style& style) {
  const auto say = [&style](const std::string& text) {
    return draw_paragraph(text, 0, Tone::dim, style, 2);
  };
  if (judge::draws_events(panel.kind)) {
    EventPicture drawn = draw_events(panel, run, style);
    return drawn.picture.empty() ? say(std::string(drawn.otherwise)) : drawn.picture;
  }
  const record::Value* value = judge::find_observation(run, panel.observe);
  if (value == nullptr) return say("(not observed: " + panel.observe + ")");
  if (const auto* absent = value->get_if<record::Absent>()) {
    return say("(absent in this Python: " + absent->reason + ")");
  }
  std::string picture = draw_value(panel, *value, run, style);
  if (!picture.empty()) return picture;
  return say("(" + panel.observe + " is not " + std::string(shape_of(panel.kind)) + ": " +
             record::to_text(*value, 60) + ")");
}

}  // namespace

std::string draw_panel(const judge::Panel& panel, const judge::Run& run, const Style& style) {
  std::string out = draw_paragraph(panel.title, kTitleIndent, Tone::strong, style, 2);
  Style narrower = style;
  narrower.width -= kPictureIndent;
  out += indented(draw_picture(panel, run, narrower), kPictureIndent);
  return out + draw_paragraph(panel.caption, kPictureIndent, Tone::dim, style, 4);
}

}  // namespace lab::report
