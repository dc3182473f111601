#include "lab/watch/draw.h"

#include <algorithm>

namespace lab::watch {
namespace {

constexpr int kTwoColumns = 72;  ///< from this width on the objects stand beside the source

void append(Rows& rows, Rows more) {
  for (Row& row : more)
    rows.push_back(std::move(row));
}

/// Left and right beside each other.
Rows joined(const Rows& left, const Rows& right, int column, std::size_t height) {
  Rows rows;
  for (std::size_t i = 0; i < height; ++i) {
    Row row = i < left.size() ? left[i] : Row();
    row.cut_to(column - 1);
    if (i < right.size()) row.beside(column, right[i]);
    rows.push_back(std::move(row));
  }
  return rows;
}

Rows draw_side(const View& view, const Scene& scene, const timeline::Moment& moment, int columns,
               int rows, bool unicode) {
  Rows side = draw_generations(moment, columns, unicode);
  append(side, draw_objects(view, moment, columns, rows - static_cast<int>(side.size()), unicode));
  append(side, draw_answers(view, scene, columns, rows - static_cast<int>(side.size()), unicode));
  return side;
}

/// Before there is anything to see.
Frame draw_waiting(const View& view, const Scene& scene, const Screen& screen) {
  Frame frame;
  frame.rows.push_back(draw_head(view, scene, screen.columns, screen.unicode));
  frame.rows.emplace_back();
  const std::string what = !scene.complaint.empty() ? scene.complaint
                           : scene.running || !view.timeline().finished()
                               ? "nothing is recorded yet"
                               : "this log holds no records: the program was not watched";
  for (std::string& line : wrapped(safe(what, screen.unicode), screen.columns - 4, 6))
    frame.rows.push_back(Row("  ").add(line));
  frame.rows.emplace_back();
  frame.rows.push_back(draw_keys(view, screen.columns, screen.unicode));
  return frame;
}

}  // namespace

Frame draw(const View& view, const Scene& scene, const Screen& screen) {
  const int columns = screen.columns;
  const int height = screen.rows;
  const bool unicode = screen.unicode;
  Frame frame;
  if (columns < 30 || height < 10) {
    frame.rows.push_back(Row("lab: too small: 30 x 10").cut_to(columns, unicode));
    return frame;
  }
  if (view.helping()) {
    frame.rows = draw_help(columns, height, unicode);
    return frame;
  }
  if (view.timeline().count() == 0) return draw_waiting(view, scene, screen);
  const timeline::Moment moment = view.timeline().moment(view.cursor());
  const Rows explanation = draw_explanation(view, columns, unicode);
  const Rows lanes = draw_lanes(view, columns, std::max(3, height / 4), unicode);
  const Rows output = draw_output(view, columns, std::clamp(height / 8, 2, 8), unicode);
  const int left = height - 2 - static_cast<int>(explanation.size() + lanes.size() + output.size());
  Rows& rows = frame.rows;
  rows.push_back(draw_head(view, scene, columns, unicode));
  if (columns >= kTwoColumns) {
    const int column = std::max(40, columns * 11 / 20);
    append(rows, joined(draw_source(view, scene, moment, column - 1, left, unicode),
                        draw_side(view, scene, moment, columns - column, left, unicode), column,
                        static_cast<std::size_t>(left)));
  } else {
    Rows side = draw_side(view, scene, moment, columns, left / 2, unicode);
    append(rows, draw_source(view, scene, moment, columns, left - static_cast<int>(side.size()),
                             unicode));
    append(rows, std::move(side));
  }
  rows.resize(std::min<std::size_t>(rows.size(), static_cast<std::size_t>(left) + 1));
  while (rows.size() < static_cast<std::size_t>(left) + 1)
    rows.emplace_back();
  append(rows, lanes);
  append(rows, output);
  append(rows, explanation);
  rows.push_back(draw_keys(view, columns, unicode));
  for (Row& row : rows)
    row.cut_to(columns, unicode);
  return frame;
}

}  // namespace lab::watch
