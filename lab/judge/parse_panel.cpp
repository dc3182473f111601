#include <fmt/core.h>

#include <array>

#include "lab/judge/parse_parts.h"

namespace lab::judge {
namespace {

struct KindName {
  PanelKind kind;
  std::string_view name;
};
constexpr std::array kKinds = {
    KindName{PanelKind::series, "series"},       KindName{PanelKind::table, "table"},
    KindName{PanelKind::bars, "bars"},           KindName{PanelKind::cells, "cells"},
    KindName{PanelKind::sparkline, "sparkline"}, KindName{PanelKind::collections, "collections"},
};

void require_kind(const Section& section, std::string_view key, bool given, bool allowed,
                  std::string_view kind) {
  if (!given || allowed) return;
  section.fail_at_key(key, fmt::format("'{}' goes with kind = \"{}\" only", key, kind));
}

}  // namespace

Panel parse_panel(Section section) {
  std::vector<std::string_view> names;
  for (const KindName& kind : kKinds)
    names.push_back(kind.name);

  Panel panel;
  panel.kind = kKinds[section.choice("kind", names)].kind;
  panel.title = section.line("title");
  panel.observe = section.line_or_empty("observe");
  panel.columns = section.lines("columns");
  panel.steps = section.line_or_empty("steps");
  panel.unit = section.line_or_empty("unit");
  panel.caption = section.line_or_empty("caption");
  section.finish();

  bool of_events = panel.kind == PanelKind::collections;
  if (panel.observe.empty() && !of_events) {
    section.fail("'observe' is missing; the name of the observation to draw was expected");
  }
  if (!panel.observe.empty() && of_events) {
    section.fail_at_key("observe",
                        "a panel of kind \"collections\" draws the gc events; no "
                        "'observe' was expected");
  }
  require_kind(section, "columns", !panel.columns.empty(), panel.kind == PanelKind::table, "table");
  require_kind(section, "steps", !panel.steps.empty(), panel.kind == PanelKind::series, "series");
  return panel;
}

}  // namespace lab::judge
