#include <fmt/core.h>

#include <map>
#include <pugixml.hpp>
#include <set>
#include <sstream>

#include "lab/report/formats.h"
#include "lab/report/told.h"
#include "lab/report/utf8.h"

// <testsuites>
//   <testsuite name="submission-01" …>                            a person
//     <testcase classname="submission-01.gc-cycles" name="…">     a check
//       <failure message="expected 2, observed 3">…</failure>
//
// Readers differ in what they look at: GitLab shows the classname and keeps one case of each
// (classname, name); EnricoMi sums the counts of the suites apart from the cases. So pairs are unique,
// and counts are taken from what was written.

namespace lab::report {
namespace {

/// XML 1.0 has no way to write most control characters. They never get here as such, except in names.
std::string xml_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    const char32_t value = next.value;
    const bool allowed = value == '\t' || value == '\n' || value == '\r' ||
                         (value >= 0x20 && value != 0x7F && value != 0xFFFE && value != 0xFFFF);
    if (!next.valid)
      append_utf8(out, 0xFFFD);
    else if (!allowed)
      out += fmt::format("#x{:02X}", static_cast<unsigned>(value));
    else
      out += text.substr(0, next.size);
    text.remove_prefix(next.size);
  }
  // GitLab takes a line [[ATTACHMENT|path]] of the output for a file to attach.
  for (std::size_t at = out.find("[[ATTACHMENT"); at != std::string::npos;
       at = out.find("[[ATTACHMENT", at))
    out.insert(at + 1, 1, ' ');
  return out;
}

void put_attribute(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(xml_text(value).c_str());
}

std::string seconds_text(double seconds) {
  return fmt::format("{:.3f}", seconds);
}

struct SuiteCounts {
  unsigned tests = 0, failures = 0, errors = 0, skipped = 0;
  double seconds = 0;
  void add(const SuiteCounts& other) {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
    seconds += other.seconds;
  }
};

void put_counts(pugi::xml_node node, const SuiteCounts& counts) {
  node.append_attribute("tests").set_value(counts.tests);
  node.append_attribute("failures").set_value(counts.failures);
  node.append_attribute("errors").set_value(counts.errors);
  node.append_attribute("skipped").set_value(counts.skipped);
  put_attribute(node, "time", seconds_text(counts.seconds));
}

class Cases {
 public:
  explicit Cases(pugi::xml_node suite) : suite_(suite) {}

  void add(const judge::Result& result) {
    const bool ended =
        result.status == judge::Status::passed || result.status == judge::Status::failed;
    const std::vector<ToldCheck> checks = told_checks(result);
    counts.seconds += result.seconds;
    if (!ended || checks.empty()) {
      add_run(result);
      return;
    }
    const double each = result.seconds / static_cast<double>(checks.size());
    pugi::xml_node last;
    for (const ToldCheck& check : checks) {
      last = add_case(result, check.name, each);
      put_points(last, check);
      if (check.passed) continue;
      ++counts.failures;
      put_problem(last, "failure", check.summary, "WrongAnswer", check.message);
    }
    put_output(last, result);
  }
  SuiteCounts counts;

 private:
  pugi::xml_node add_case(const judge::Result& result, const std::string& name, double seconds) {
    ++counts.tests;
    const std::string whose = result.person.empty() ? "lab" : result.person;
    const std::string what = result.exercise.empty() ? result.source : result.exercise;
    const std::string class_name = whose + "." + what;
    std::string unique = name;
    for (int number = 2; !seen_.insert({class_name, unique}).second; ++number)
      unique = fmt::format("{} ({})", name, number);
    pugi::xml_node node = suite_.append_child("testcase");
    put_attribute(node, "classname", class_name);
    put_attribute(node, "name", unique);
    put_attribute(node, "file", result.source);
    node.append_attribute("line").set_value(1);
    put_attribute(node, "time", seconds_text(seconds));
    return node;
  }
  void add_run(const judge::Result& result) {
    pugi::xml_node node = add_case(result, "the run comes to its end", result.seconds);
    const std::string message = told_message(result);
    if (result.status == judge::Status::skipped) {
      ++counts.skipped;
      pugi::xml_node skipped = node.append_child("skipped");
      put_attribute(skipped, "type", "lab.skip");
      put_attribute(skipped, "message", message);
    } else if (result.status == judge::Status::error) {
      ++counts.errors;
      const bool fault = result.cause == supervise::Cause::exercise;
      put_problem(node, "error", message,
                  fault ? "ExerciseBug" : supervise::to_string(result.cause), message);
    }
    put_output(node, result);
  }
  static void put_points(pugi::xml_node node, const ToldCheck& check) {
    pugi::xml_node property = node.append_child("properties").append_child("property");
    put_attribute(property, "name", "score");
    put_attribute(property, "value", fmt::format("{:g}", check.score));
  }
  static void put_problem(pugi::xml_node node, const char* kind, std::string_view summary,
                          std::string_view type, std::string_view detail) {
    pugi::xml_node problem = node.append_child(kind);
    put_attribute(problem, "message", summary);
    put_attribute(problem, "type", type);
    problem.text().set(xml_text(detail).c_str());
  }
  static void put_output(pugi::xml_node node, const judge::Result& result) {
    const auto put = [&](const char* name, const std::string& text) {
      if (!text.empty()) node.append_child(name).text().set(xml_text(told_output(text)).c_str());
    };
    put("system-out", result.stdout_text);
    put("system-err", result.stderr_text);
  }

  pugi::xml_node suite_;
  std::set<std::pair<std::string, std::string>> seen_;
};

}  // namespace

std::string junit(const Grading& grading) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("utf-8");
  pugi::xml_node suites = document.append_child("testsuites");
  put_attribute(suites, "name", "lab");

  std::map<std::string, std::vector<const judge::Result*>> by_person;
  for (const judge::Result& result : grading.results)
    by_person[result.person].push_back(&result);
  SuiteCounts all;
  for (const auto& [person, results] : by_person) {
    pugi::xml_node suite = suites.append_child("testsuite");
    put_attribute(suite, "name", person.empty() ? "lab" : person);
    put_attribute(suite, "timestamp", grading.started);
    put_attribute(suite, "hostname", "localhost");
    pugi::xml_node property = suite.append_child("properties").append_child("property");
    put_attribute(property, "name", "python");
    put_attribute(property, "value", results.front()->python);
    Cases cases(suite);
    for (const judge::Result* result : results)
      cases.add(*result);
    put_counts(suite, cases.counts);
    all.add(cases.counts);
  }
  put_counts(suites, all);
  std::ostringstream out;
  document.save(out, "  ", pugi::format_indent, pugi::encoding_utf8);
  return out.str();
}

}  // namespace lab::report
