#pragma once

namespace lab::report {

/// 2 for wide East Asian characters and emoji, 0 for combining marks, 1 for all others. Control
/// characters have no width that one could rely on: they are made printable before they are
/// measured.
int code_point_width(char32_t code_point);

}  // namespace lab::report
