#include <doctest.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <clocale>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>

#include "lab/report/report.h"

using lab::report::detect_style;
using lab::report::Style;

namespace {

using Variables = std::map<std::string, std::optional<std::string>>;

/// Sets variables of the environment and puts back what was there.
class Environment {
 public:
  explicit Environment(const Variables& wanted) {
    for (const auto& [name, value] : wanted) {
      const char* old = std::getenv(name.c_str());
      before_[name] = old == nullptr ? std::nullopt : std::optional<std::string>(old);
      set(name, value);
    }
  }
  ~Environment() {
    for (const auto& [name, value] : before_)
      set(name, value);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  static void set(const std::string& name, const std::optional<std::string>& value) {
    if (value) {
      ::setenv(name.c_str(), value->c_str(), 1);
    } else {
      ::unsetenv(name.c_str());
    }
  }
  Variables before_;
};

/// The style of a pipe's end.
Style style_of_pipe() {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  std::FILE* file = ::fdopen(ends[1], "w");
  const Style style = detect_style(file);
  std::fclose(file);
  ::close(ends[0]);
  return style;
}

/// The style of a pseudo-terminal.
Style style_of_terminal() {
  const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(master >= 0);
  REQUIRE(::grantpt(master) == 0);
  REQUIRE(::unlockpt(master) == 0);
  std::FILE* file = std::fopen(::ptsname(master), "w");
  REQUIRE(file != nullptr);
  winsize size{};
  size.ws_row = 24;
  size.ws_col = 132;
  REQUIRE(::ioctl(master, TIOCSWINSZ, &size) == 0);
  const Style style = detect_style(file);
  std::fclose(file);
  ::close(master);
  return style;
}

}  // namespace

TEST_CASE("Style: a pipe is 80 columns without colour") {
  const Environment environment(Variables{{"COLUMNS", std::nullopt}, {"TERM", "xterm"}});
  CHECK(style_of_pipe().width == 80);
  CHECK_FALSE(style_of_pipe().colour);
}

TEST_CASE("Style: a terminal has its own width, and colour unless it is declined") {
  Environment environment(
      Variables{{"COLUMNS", std::nullopt}, {"TERM", "xterm"}, {"NO_COLOR", std::nullopt}});
  CHECK(style_of_terminal().width == 132);
  CHECK(style_of_terminal().colour);
  {
    const Environment declined(Variables{{"NO_COLOR", "1"}});
    CHECK_FALSE(style_of_terminal().colour);
  }
  {
    const Environment empty(Variables{{"NO_COLOR", ""}});  // empty counts as not set
    CHECK(style_of_terminal().colour);
  }
  for (const std::optional<std::string>& term :
       {std::optional<std::string>("dumb"), std::optional<std::string>()}) {
    const Environment dumb(Variables{{"TERM", term}});
    CHECK_FALSE(style_of_terminal().colour);
  }
}

TEST_CASE("Style: COLUMNS counts first and is kept between 40 and 200") {
  const std::pair<const char*, int> kCases[] = {{"100", 100}, {"20", 40}, {"9999", 200},
                                                {"0", 80},    {"-5", 80}, {"wide", 80},
                                                {"80x", 80},  {"", 80}};
  for (const auto& [columns, width] : kCases) {
    const Environment environment(Variables{{"COLUMNS", columns}});
    INFO("COLUMNS=", columns);
    CHECK(style_of_pipe().width == width);
  }
}

TEST_CASE("Style: a page has the height of its terminal, less the prompt's line") {
  const Environment environment(Variables{{"LINES", std::nullopt}, {"COLUMNS", std::nullopt}});
  CHECK(style_of_terminal().height == 23);
  CHECK(style_of_pipe().height == 0);
  const std::pair<const char*, int> kCases[] = {{"50", 49}, {"3", 23}, {"999", 200}, {"tall", 0}};
  for (const auto& [lines, height] : kCases) {
    const Environment said(Variables{{"LINES", lines}});
    CHECK(style_of_pipe().height == height);
  }
}

TEST_CASE("Style: Unicode when the locale says UTF-8") {
  const std::string before = std::setlocale(LC_CTYPE, nullptr);
  REQUIRE(std::setlocale(LC_CTYPE, "C") != nullptr);
  CHECK_FALSE(style_of_pipe().unicode);
  if (std::setlocale(LC_CTYPE, "C.UTF-8") != nullptr) CHECK(style_of_pipe().unicode);
  std::setlocale(LC_CTYPE, before.c_str());
}
