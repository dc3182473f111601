#include <fmt/core.h>
#include <unistd.h>

#include <clocale>
#include <iostream>
#include <sstream>

#include "lab/record/reader.h"
#include "lab/report/replace_file.h"
#include "lab/report/report.h"
#include "lab/web/page_html.h"
#include "lab/web/program/spec.h"
#include "lab/web/report.h"

namespace {

using lab::web::Spec;

constexpr int kUsage = 2;
constexpr int kCouldNotRun = 3;

/// How far a long log is read, for who waits at a terminal: one line that is written over.
class Progress {
 public:
  void show(double share) {
    if (!terminal_) return;
    fmt::print(stderr, "\r  reading the log: {:.0f} %", share * 100);
    shown_ = true;
  }
  void end() const {
    if (shown_) fmt::print(stderr, "\r\033[K");
  }

 private:
  bool terminal_ = isatty(STDERR_FILENO) == 1;
  bool shown_ = false;
};

int write_report(Spec spec) {
  lab::timeline::Timeline timeline(spec.log);
  Progress progress;
  while (timeline.advance(std::chrono::seconds(1)))
    progress.show(timeline.progress());
  progress.end();
  if (spec.out == "-") {
    lab::web::write_report(timeline, std::move(spec.subject), std::cout, spec.most);
    return std::cout.flush() ? 0 : kCouldNotRun;
  }
  std::ostringstream page;
  lab::web::write_report(timeline, std::move(spec.subject), page, spec.most);
  try {
    lab::report::replace_file(spec.out, page.view());
  } catch (const std::runtime_error& error) {
    fmt::print(stderr, "lab: {}\n", lab::report::printable(error.what()));
    return kUsage;
  }
  fmt::print("{}: {:.1f} MB, one file that opens in any browser\n",
             lab::report::printable(spec.out), static_cast<double>(page.view().size()) / 1e6);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "");
  if (argc != 2) {
    fmt::print(stderr, "lab-web: started by lab watch --web, lab replay --web and lab report\n");
    return kUsage;
  }
  if (std::string_view(argv[1]) == "has-page") return lab::web::has_page() ? 0 : 1;
  try {
    Spec spec = lab::web::parse_spec(argv[1]);
    if (spec.what == Spec::Do::report) return write_report(std::move(spec));
    return lab::web::serve(std::move(spec));
  } catch (const lab::record::LogError& error) {
    fmt::print(stderr, "lab: {}\n", lab::report::printable(error.what(), true));
    return kUsage;
  } catch (const std::exception& error) {
    fmt::print(stderr, "lab: {}\n", lab::report::printable(error.what(), true));
    return kCouldNotRun;
  }
}
