#pragma once

#include <string>

namespace lab::judge::test {

/// The smallest exercise.toml that is accepted:
///
///      1  number = 4               10  id = "a"
///      2  title = "T"              11  text = "t"
///      3  question = "Q"           12  verdict = "holds"
///      4  explanation = "E"        13  [[expect]]
///      5  hints = ["h"]            14  name = "n"
///      6  [task]                   15  observe = "o"
///      7  summary = "S"            16  equals = 1
///      8  functions = ["f"]        17  why = "w"
///      9  [[claim]]                18  hint = "h"
std::string smallest();

/// The same with another text for one line.
std::string with_line(int number, const std::string& text);

/// What parse_exercise says of it, without the name of the file: "12:1: claim: …"; "accepted" when
/// it says nothing.
std::string error_of(const std::string& toml);

}  // namespace lab::judge::test
