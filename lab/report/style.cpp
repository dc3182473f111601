#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include "lab/report/report.h"

namespace lab::report {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

/// What the variable says, then the terminal, then `otherwise`.
int wanted_size(const char* variable, int of_terminal, int otherwise) {
  const std::string_view text = environment(variable);
  int size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  const bool whole = end == text.data() + text.size();
  if (error == std::errc() && whole && size > 0) return size;
  return of_terminal > 0 ? of_terminal : otherwise;
}

}  // namespace

Style detect_style(std::FILE* file) {
  const int descriptor = ::fileno(file);
  const std::string_view term = environment("TERM");
  const std::string_view codeset = ::nl_langinfo(CODESET);
  Style style;
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0) size = {};
  style.width = std::clamp(wanted_size("COLUMNS", size.ws_col, 80), 40, 200);
  const int lines = wanted_size("LINES", size.ws_row, 0);
  style.height = lines == 0 ? 0 : std::clamp(lines - 1, 23, 200);
  style.colour = ::isatty(descriptor) == 1 && environment("NO_COLOR").empty() && !term.empty() &&
                 term != "dumb";
  style.unicode = codeset == "UTF-8" || codeset == "utf8";
  return style;
}

}  // namespace lab::report
