#include "lab/web/report.h"

#include <fmt/core.h>

#include <stdexcept>

#include "lab/web/page_html.h"
#include "lab/web/record_json.h"
#include "lab/web/report_pages.h"

namespace lab::web {
namespace {

using timeline::Number;
using timeline::Timeline;

constexpr std::size_t kLaneSteps = 20'000;
constexpr std::string_view kMarker = "<!--lab-data-->";

/// JSON that may stand in a script element: nothing in it ends the element or begins a comment.
std::string in_script(const std::string& json) {
  std::string safe;
  safe.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

void write_json(std::ostream& out, std::string_view id, const Json& json) {
  out << fmt::format("<script type=\"application/json\" id=\"{}\">", id) << in_script(text_of(json))
      << "</script>\n";
}

/// The records of a page of the report and the state before them.
class Pages {
 public:
  Pages(Timeline& timeline, std::ostream& out) : timeline_(timeline), out_(out) {}

  void add(const std::vector<Number>& numbers) {
    for (std::size_t at = 0; at < numbers.size(); at += timeline::kPageSize) {
      const std::size_t end = std::min(at + timeline::kPageSize, numbers.size());
      write(std::vector<Number>(numbers.begin() + static_cast<std::ptrdiff_t>(at),
                                numbers.begin() + static_cast<std::ptrdiff_t>(end)));
    }
  }

 private:
  void write(const std::vector<Number>& numbers) {
    const std::string python = timeline_.overview().python;
    Json json;
    json["first"] = numbers.front();
    json["records"] = Json::array();
    json["before"] = Json::object();
    for (const Number number : numbers) {
      Json record = record_json(timeline_.at(number), python);
      const auto cause = timeline_.cause(number);
      record["cause"] = cause ? Json(*cause) : Json();
      json["records"].push_back(std::move(record));
    }
    if (numbers.front() > 0) {
      for (const auto& [subject, entry] : timeline_.moment(numbers.front() - 1).subjects) {
        Json record = record_json(entry, python);
        record["cause"] = Json();
        json["before"][subject] = std::move(record);
      }
    }
    out_ << fmt::format("<script type=\"application/octet-stream\" id=\"lab-page-{}\">", page_++)
         << compressed(text_of(json)) << "</script>\n";
  }

  Timeline& timeline_;
  std::ostream& out_;
  std::size_t page_ = 0;
};

Json page_heads(Timeline& timeline, const std::vector<Number>& numbers) {
  Json heads = Json::array();
  for (std::size_t at = 0; at < numbers.size(); at += timeline::kPageSize)
    heads.push_back({numbers[at], timeline.at(numbers[at]).record.time});
  return heads;
}

}  // namespace

void write_report(Timeline& timeline, Subject subject, std::ostream& out, std::size_t most) {
  const std::string_view page = page_html();
  const std::size_t marker = page.find(kMarker);
  if (!has_page() || marker == std::string_view::npos)
    throw std::runtime_error(
        "this lab was built without its page; with Node.js and npm, type: scripts/lab page");
  const Kept kept = choose_records(timeline, most);
  for (const std::string& kind : kept.left_out)
    subject.notes.push_back("this report leaves out " + kind);
  subject.running = false;
  Json run = run_json(timeline, subject);
  run["running"] = false;
  run["records"] = kept.numbers.size();
  run["pages"] = page_heads(timeline, kept.numbers);
  out << page.substr(0, marker);
  write_json(out, "lab-run", run);
  write_json(
      out, "lab-lanes",
      lanes_json(timeline.lanes(timeline.begin_time(), timeline.end_time() + 1, kLaneSteps)));
  Pages(timeline, out).add(kept.numbers);
  out << page.substr(marker + kMarker.size());
}

}  // namespace lab::web
