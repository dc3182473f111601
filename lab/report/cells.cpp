#include <algorithm>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/line.h"
#include "lab/report/number_text.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/value_text.h"

//   0   1   2   3        the number of each box, or its label
// ┌───┬───┬───┬───┐
// │ · │ 0 │ × │ 1 │
// └───┴───┴───┴───┘
//       ▲                what marks it

namespace lab::report {
namespace {

constexpr int kWidestText = 14;  // an address
constexpr std::size_t kMostBands = 4;

struct Box {
  std::string label;
  std::string value;
  std::string mark;
};

std::string text_of(const record::Value& value, const Style& style) {
  if (value.is<record::None>()) return std::string(glyphs(style).empty);
  return cut(cell_text(value, style), kWidestText, style);
}

/// A plain value, or a map {label, value, mark} of which only the value must be there.
Box box_of(std::size_t number, const record::Value& cell, const Style& style) {
  Box box{std::to_string(number), "", ""};
  const record::Value* value = cell.find("value");
  if (value == nullptr) {
    box.value = text_of(cell, style);
    return box;
  }
  box.value = text_of(*value, style);
  if (const record::Value* label = cell.find("label")) box.label = text_of(*label, style);
  if (const record::Value* mark = cell.find("mark")) {
    if (const auto* text = mark->get_if<std::string>()) {
      box.mark = cut(shown(*text, style), kWidestText, style);
    } else if (const auto* marked = mark->get_if<bool>(); marked != nullptr && *marked) {
      box.mark = glyphs(style).mark;
    }
  }
  return box;
}

using Boxes = std::vector<Box>;

/// Tables of CPython have a power of two of slots: eights under each other are easier to count.
std::size_t boxes_per_band(std::size_t count, int inner, const Style& style) {
  const auto fitting = static_cast<std::size_t>(std::max((style.width - 1) / (inner + 1), 1));
  if (count <= fitting) return count;
  return fitting >= 8 ? fitting - fitting % 8 : fitting;
}

std::string centred(const std::string& text, int columns) {
  const int left = (columns - display_width(text) + 1) / 2;
  return repeat(" ", left) + text + repeat(" ", columns - left - display_width(text));
}

std::string edge(const std::string_view (&ends)[3], std::size_t count, int inner,
                 const Style& style) {
  const std::string dashes = repeat(glyphs(style).box_dash, inner);
  std::string text(ends[0]);
  for (std::size_t i = 0; i < count; ++i) {
    text.append(dashes).append(i + 1 < count ? ends[1] : ends[2]);
  }
  return Line().add(text, Tone::dim).render(style);
}

std::string draw_band(const Boxes& boxes, int inner, const Style& style) {
  const Glyphs& signs = glyphs(style);
  Line labels(1);
  Line middle;
  Line marks(1);
  middle.add(signs.box_side, Tone::dim);
  bool marked = false;
  for (const Box& box : boxes) {
    labels.add(centred(box.label, inner) + " ", Tone::dim);
    middle.add(centred(box.value, inner)).add(signs.box_side, Tone::dim);
    marks.add(centred(box.mark, inner) + " ", Tone::warn);
    marked = marked || !box.mark.empty();
  }
  std::string out = labels.render(style) + edge(signs.box_top, boxes.size(), inner, style) +
                    middle.render(style) + edge(signs.box_bottom, boxes.size(), inner, style);
  return marked ? out + marks.render(style) : out;
}

}  // namespace

std::string draw_cells(const record::Value& cells, const Style& style) {
  const auto* list = cells.get_if<record::List>();
  if (list == nullptr) return {};
  if (list->empty()) return Line().add("(no cell)", Tone::dim).render(style);
  // No band has more boxes than this, so no more are ever drawn.
  const std::size_t read =
      std::min(list->size(), kMostBands * static_cast<std::size_t>(style.width) / 4);
  Boxes boxes;
  int longest = 1;
  for (std::size_t i = 0; i < read; ++i) {
    boxes.push_back(box_of(i, (*list)[i], style));
    for (const std::string* text : {&boxes[i].label, &boxes[i].value, &boxes[i].mark}) {
      longest = std::max(longest, display_width(*text));
    }
  }
  int inner = longest + 2;
  std::size_t per_band = boxes_per_band(list->size(), inner, style);
  if (per_band < list->size()) {  // one blank less lets more of them stand side by side
    inner = std::max(longest + 1, 3);
    per_band = boxes_per_band(list->size(), inner, style);
  }
  const std::size_t drawn = std::min(boxes.size(), kMostBands * per_band);
  std::string out;
  for (std::size_t i = 0; i < drawn; i += per_band) {
    const auto first = boxes.begin() + static_cast<std::ptrdiff_t>(i);
    const auto count = static_cast<std::ptrdiff_t>(std::min(per_band, drawn - i));
    out += draw_band(Boxes(first, first + count), inner, style);
  }
  if (drawn < list->size()) {
    const std::string more = grouped(std::to_string(list->size() - drawn)) + " more";
    out += Line().add(std::string(glyphs(style).ellipsis) + " " + more, Tone::dim).render(style);
  }
  return out;
}

}  // namespace lab::report
