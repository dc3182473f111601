#include "tests/judge/smallest_exercise.h"

#include <sstream>

#include "lab/judge/exercise.h"

namespace lab::judge::test {
namespace {

constexpr const char* kSmallest = R"(number = 4
title = "T"
question = "Q"
explanation = "E"
hints = ["h"]
[task]
summary = "S"
functions = ["f"]
[[claim]]
id = "a"
text = "t"
verdict = "holds"
[[expect]]
name = "n"
observe = "o"
equals = 1
why = "w"
hint = "h"
)";
constexpr const char* kFile = "exercises/internals/gc-cycles/exercise.toml";

}  // namespace

std::string smallest() {
  return kSmallest;
}

std::string with_line(int number, const std::string& text) {
  std::istringstream lines(kSmallest);
  std::string all;
  std::string line;
  for (int at = 1; std::getline(lines, line); ++at)
    all += (at == number ? text : line) + '\n';
  return all;
}

std::string error_of(const std::string& toml) {
  try {
    parse_exercise(toml, kFile);
    return "accepted";
  } catch (const ExerciseError& error) {
    std::string message = error.what();
    std::string file = std::string(kFile) + ':';
    return message.starts_with(file) ? message.substr(file.size()) : message;
  }
}

}  // namespace lab::judge::test
