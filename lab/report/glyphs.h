#pragma once

#include <string_view>

#include "lab/report/report.h"

namespace lab::report {

/// The signs that pages and pictures are drawn with. The ASCII set says the same in words and
/// dashes.
struct Glyphs {
  std::string_view yes;
  std::string_view no;
  std::string_view partly;   ///< a claim that misleads
  std::string_view unknown;  ///< not observed, skipped
  std::string_view separator;
  std::string_view ellipsis;
  std::string_view solid;  ///< runs of a series take turns
  std::string_view dotted;
  std::string_view mark;    ///< a collection
  std::string_view margin;  ///< beside output of the run
  std::string_view empty;
  std::string_view box_top[3];  ///< left, between, right
  std::string_view box_bottom[3];
  std::string_view box_dash;
  std::string_view box_side;
  std::string_view levels[8];  ///< of a sparkline, rising
  std::string_view full;       ///< of a bar
  std::string_view parts[8];   ///< of a bar's last column, [0] empty
  std::string_view arrow;      ///< from before to after
  std::string_view gained;     ///< the part of a bar that came
  std::string_view lost;       ///< the part that went
};

const Glyphs& glyphs(const Style& style);

}  // namespace lab::report
