#include <fmt/core.h>

#include <cerrno>
#include <clocale>
#include <cstring>
#include <fstream>
#include <iostream>

#include "lab/record/reader.h"
#include "lab/report/report.h"
#include "lab/web/page_html.h"
#include "lab/web/program/spec.h"
#include "lab/web/report.h"

namespace {

using lab::web::Spec;

constexpr int kUsage = 2;
constexpr int kCouldNotRun = 3;

int write_report(Spec spec) {
  lab::timeline::Timeline timeline(spec.log);
  while (timeline.advance(std::chrono::seconds(1))) {
  }
  if (spec.out == "-") {
    lab::web::write_report(timeline, std::move(spec.subject), std::cout, spec.most);
    return std::cout.flush() ? 0 : kCouldNotRun;
  }
  std::ofstream out(spec.out, std::ios::binary);
  if (out) lab::web::write_report(timeline, std::move(spec.subject), out, spec.most);
  if (!out.flush()) {
    fmt::print(stderr, "lab: {}: cannot be written: {}\n", lab::report::printable(spec.out),
               std::strerror(errno));
    return kUsage;
  }
  fmt::print("{}: {:.1f} MB, one file that opens in any browser\n",
             lab::report::printable(spec.out),
             static_cast<double>(std::filesystem::file_size(spec.out)) / 1e6);
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
