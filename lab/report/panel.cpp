#include "lab/report/panel.h"

#include "lab/report/line.h"
#include "lab/report/printable.h"
#include "lab/report/value_text.h"

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
      return "";
  }
  return "";
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
      return draw_collections(run, style);
  }
  return {};
}

/// The picture, or one line that says why there is none.
std::string draw_picture(const judge::Panel& panel, const judge::Run& run, const Style& style) {
  const auto say = [&style](const std::string& text) {
    return draw_paragraph(text, 0, Tone::dim, style, 2);
  };
  if (panel.kind == judge::PanelKind::collections) {
    std::string picture = draw_collections(run, style);
    return picture.empty() ? say("(no collection in this run)") : picture;
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
