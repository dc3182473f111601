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

int wanted_width(int descriptor) {
  const std::string_view columns = environment("COLUMNS");
  int width = 0;
  const auto [end, error] = std::from_chars(columns.data(), columns.data() + columns.size(), width);
  const bool whole = end == columns.data() + columns.size();
  if (error == std::errc() && whole && width > 0) return width;
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

}  // namespace

Style detect_style(std::FILE* file) {
  const int descriptor = ::fileno(file);
  const std::string_view term = environment("TERM");
  const std::string_view codeset = ::nl_langinfo(CODESET);
  Style style;
  style.width = std::clamp(wanted_width(descriptor), 40, 200);
  style.colour = ::isatty(descriptor) == 1 && environment("NO_COLOR").empty() && !term.empty() &&
                 term != "dumb";
  style.unicode = codeset == "UTF-8" || codeset == "utf8";
  return style;
}

}  // namespace lab::report
