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
    KindName{PanelKind::series, "series"},
    KindName{PanelKind::table, "table"},
    KindName{PanelKind::bars, "bars"},
    KindName{PanelKind::cells, "cells"},
    KindName{PanelKind::sparkline, "sparkline"},
    KindName{PanelKind::collections, "collections"},
    KindName{PanelKind::refcount, "refcount"},
    KindName{PanelKind::changes, "changes"},
    KindName{PanelKind::lines, "lines"},
    KindName{PanelKind::instructions, "instructions"},
    KindName{PanelKind::alloc, "alloc"},
    KindName{PanelKind::deaths, "deaths"},
    KindName{PanelKind::gil, "gil"},
    KindName{PanelKind::locks, "locks"},
    KindName{PanelKind::tasks, "tasks"},
};

void require_kind(const Section& section, std::string_view key, bool given, bool allowed,
                  std::string_view kind) {
  if (!given || allowed) return;
  section.fail_at_key(key, fmt::format("'{}' goes with kind = \"{}\" only", key, kind));
}

/// Of which of the watched objects alone a picture can be.
bool takes_object(PanelKind kind) {
  return kind == PanelKind::refcount || kind == PanelKind::changes || kind == PanelKind::deaths;
}

}  // namespace

bool draws_events(PanelKind kind) {
  return kind >= PanelKind::collections;
}

Panel parse_panel(Section section) {
  std::vector<std::string_view> names;
  for (const KindName& kind : kKinds)
    names.push_back(kind.name);

  Panel panel;
  const KindName& kind = kKinds[section.choice("kind", names)];
  panel.kind = kind.kind;
  panel.title = section.line("title");
  panel.observe = section.line_or_empty("observe");
  panel.columns = section.lines("columns");
  panel.object = section.line_or_empty("object");
  panel.steps = section.line_or_empty("steps");
  panel.unit = section.line_or_empty("unit");
  panel.caption = section.line_or_empty("caption");
  section.finish();

  const bool of_events = draws_events(panel.kind);
  if (panel.observe.empty() && !of_events) {
    section.fail("'observe' is missing; the name of the observation to draw was expected");
  }
  if (!panel.observe.empty() && of_events) {
    section.fail_at_key("observe",
                        fmt::format("a panel of kind \"{}\" draws events, not an observation; no "
                                    "'observe' was expected",
                                    kind.name));
  }
  require_kind(section, "columns", !panel.columns.empty(), panel.kind == PanelKind::table, "table");
  require_kind(section, "object", !panel.object.empty(), takes_object(panel.kind),
               "refcount\", \"changes\" or \"deaths");
  require_kind(section, "steps", !panel.steps.empty(), panel.kind == PanelKind::series, "series");
  return panel;
}

}  // namespace lab::judge
