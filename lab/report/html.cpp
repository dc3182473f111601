#include <fmt/core.h>

#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "lab/report/formats.h"
#include "lab/report/told.h"

// Built as a tree, so that no text of a submission can be anything but text.

namespace lab::report {
namespace {

constexpr const char* kCss =
    ":root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}"
    "body{max-width:60rem;margin:0 auto;padding:1rem}"
    "h1{font-size:1.4rem}h2{font-size:1.2rem;margin-top:2rem}"
    "details{border-top:1px solid #8886;padding:.4rem 0}summary{cursor:pointer}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.3rem 0 .8rem}"
    "dt{opacity:.8}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}"
    "pre{overflow:auto;border:1px solid #8886;padding:.5rem;max-height:20rem}"
    ".passed{color:light-dark(#116329,#7ee787)}.failed,.error{color:light-dark(#b3140c,#ff9a8d)}"
    ".points{float:right;font-variant-numeric:tabular-nums}";

pugi::xml_node put(pugi::xml_node parent, const char* name, const std::string& text = {}) {
  pugi::xml_node node = parent.append_child(name);
  if (!text.empty()) node.text().set(text.c_str());
  return node;
}

void put_class(pugi::xml_node node, std::string_view name) {
  node.append_attribute("class").set_value(std::string(name).c_str());
}

void put_check(pugi::xml_node parent, const ToldCheck& check) {
  pugi::xml_node line = put(parent, "p");
  pugi::xml_node mark = put(line, "strong", check.passed ? "passed" : "failed");
  put_class(mark, check.passed ? "passed" : "failed");
  line.append_child(pugi::node_pcdata).set_value((" " + check.name).c_str());
  pugi::xml_node points = put(line, "span", fmt::format("{:g} of {:g}", check.score, check.points));
  put_class(points, "points");
  if (check.message.empty()) return;
  pugi::xml_node list = put(parent, "dl");
  std::istringstream lines(check.message);
  for (std::string text; std::getline(lines, text);) {
    const std::size_t blank = text.find(' ');
    const bool labelled = text.starts_with("expected ") || text.starts_with("observed ") ||
                          text.starts_with("why: ") || text.starts_with("hint: ");
    put(list, "dt", labelled ? text.substr(0, blank) : "");
    put(list, "dd", labelled ? text.substr(blank + 1) : text);
  }
}

void put_run(pugi::xml_node parent, const judge::Result& result) {
  const std::string what = told_text(result.exercise.empty() ? result.source : result.exercise);
  pugi::xml_node details = put(parent, "details");
  if (result.status == judge::Status::failed || result.status == judge::Status::error)
    details.append_attribute("open").set_value("open");
  pugi::xml_node summary = put(details, "summary");
  pugi::xml_node status = put(summary, "strong", std::string(judge::to_string(result.status)));
  put_class(status, judge::to_string(result.status));
  summary.append_child(pugi::node_pcdata)
      .set_value(
          fmt::format(" {}, Python {}: {}", what, result.python, told_outcome(result)).c_str());
  put_class(put(summary, "span", fmt::format("{:g} of {:g}", result.score, result.max_score)),
            "points");
  for (const ToldCheck& check : told_checks(result))
    put_check(details, check);
  const auto put_output = [&](const char* title, const std::string& text) {
    if (text.empty()) return;
    put(details, "h3", title);
    put(details, "pre", told_output(text));
  };
  put_output("What it printed", result.stdout_text);
  put_output("Its errors", result.stderr_text);
}

}  // namespace

std::string html(const Grading& grading) {
  pugi::xml_document document;
  document.append_child(pugi::node_doctype).set_value("html");
  pugi::xml_node page = document.append_child("html");
  page.append_attribute("lang").set_value("en");
  pugi::xml_node head = put(page, "head");
  put(head, "meta").append_attribute("charset").set_value("utf-8");
  pugi::xml_node viewport = put(head, "meta");
  viewport.append_attribute("name").set_value("viewport");
  viewport.append_attribute("content").set_value("width=device-width, initial-scale=1");
  const std::string title =
      fmt::format("{:g} of {:g} points", total_score(grading), total_points(grading));
  put(head, "title", title);
  put(head, "style", kCss);
  pugi::xml_node main = put(put(page, "body"), "main");
  put(main, "h1", title);
  put(main, "p",
      fmt::format("{}; {} runs in {:.1f} s{}", told_text(grading.started), grading.results.size(),
                  grading.seconds, grading.complete ? "" : "; not complete"));
  for (const std::string& note : grading.notes)
    put(main, "p", told_text(note));
  std::map<std::string, pugi::xml_node> sections;
  for (const judge::Result& result : grading.results) {
    auto [place, is_new] = sections.try_emplace(result.person);
    if (is_new) {
      place->second = put(main, "section");
      put(place->second, "h2", result.person.empty() ? "Answers" : told_text(result.person));
    }
    put_run(place->second, result);
  }
  std::ostringstream out;
  document.save(out, "",
                pugi::format_raw | pugi::format_no_declaration | pugi::format_no_empty_element_tags,
                pugi::encoding_utf8);
  return out.str() + "\n";
}

}  // namespace lab::report
