#include "lab/report/inspect_page.h"

#include <fmt/core.h>

#include "lab/report/glyphs.h"
#include "lab/report/grid.h"
#include "lab/report/line.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/value_text.h"

namespace lab::report {
namespace {

using record::List;
using record::Map;
using record::Value;

std::string text_of(const Value& layout, std::string_view key, const Style& style) {
  const Value* value = layout.find(key);
  return value != nullptr ? cell_text(*value, style) : "";
}

/// The fields as a column of memory, by offset; what lies before the object (GC head, managed dict)
/// has negative ones, and the line where the object's address points is drawn.
std::string draw_fields(const List& fields, const Style& style) {
  Grid before;
  before.columns = {
      {"offset", true}, {"bytes", true}, {"field", false}, {"type", false}, {"value", false}};
  Grid object = before;
  for (const Value& field : fields) {
    const Value* offset = field.find("offset");
    const auto* number = offset != nullptr ? offset->get_if<std::int64_t>() : nullptr;
    Grid& grid = number != nullptr && *number < 0 ? before : object;
    grid.rows.push_back({text_of(field, "offset", style), text_of(field, "size", style),
                         text_of(field, "field", style), text_of(field, "type", style),
                         text_of(field, "value", style)});
  }
  // One grid for both halves, so that their columns stand under each other.
  Grid all = before;
  std::string pointer(style.unicode ? "▸" : ">");
  if (!before.rows.empty() && !object.rows.empty())
    object.rows.front()[0] = pointer + " " + object.rows.front()[0];
  all.rows.insert(all.rows.end(), object.rows.begin(), object.rows.end());
  Style inner = style;
  inner.width -= 2;
  return indented(draw_grid(all, inner), 2);
}

bool is_list_of_maps(const List& list) {
  return !list.empty() && list.front().is<Map>();
}

std::string draw_part(const std::string& name, const List& part, const Style& style) {
  std::string out =
      fmt::format("\n{}", Line(2).add(shown(name, style), Tone::strong).render(style));
  if (part.empty()) return out + Line(4).add("empty", Tone::dim).render(style);
  Style inner = style;
  inner.width -= 2;
  return out +
         indented(is_list_of_maps(part) ? draw_table(part, {}, inner) : draw_cells(part, inner), 2);
}

}  // namespace

std::string inspect_page(std::string_view name, const Value& layout, std::string_view python,
                         const Style& style) {
  Line head;
  head.add(shown(name, style), Tone::strong);
  head.add(fmt::format("  {} at {}, {} bytes", text_of(layout, "type", style),
                       text_of(layout, "address", style), text_of(layout, "size", style)));
  head.add_right(fmt::format("CPython {}", shown(python, style)), style.width, Tone::dim);
  std::string out = head.render(style) + "\n";
  const auto* map = layout.get_if<Map>();
  if (map == nullptr) return out;
  for (const auto& [key, value] : *map) {
    const auto* list = value.get_if<List>();
    if (list == nullptr) continue;
    out += key == "fields" ? draw_fields(*list, style) : draw_part(key, *list, style);
    const Value* notes = layout.find("notes");
    const Value* note = notes != nullptr ? notes->find(key) : nullptr;
    if (note != nullptr) out += draw_paragraph(cell_text(*note, style), 2, Tone::dim, style);
  }
  return out + "\n";
}

}  // namespace lab::report
