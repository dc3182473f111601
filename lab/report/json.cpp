#include <fmt/core.h>

#include <cmath>

#include "lab/report/grading.h"
#include "lab/report/json_value.h"
#include "lab/report/printable.h"
#include "lab/report/report.h"
#include "lab/report/utf8.h"

// RESULT.md beside this file describes every field.

namespace lab::report {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

/// Points are whole as a rule and then written so: 5, not 5.0.
Json number_of(double value) {
  const bool whole = std::trunc(value) == value && std::abs(value) < 9e15;
  return whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

Json json_of_check(const judge::Check& check, std::size_t hidden_number,
                   const JsonOptions& options) {
  const bool withheld = check.hidden && !options.reveal_hidden;
  const auto unless_withheld = [withheld](Json value) { return withheld ? Json() : value; };
  Json json;
  json["name"] = withheld ? fmt::format("hidden check {}", hidden_number) : check.name;
  json["status"] = judge::to_string(check.status);
  json["operator"] = check.op;
  json["expected"] = unless_withheld(json_of(check.expected));
  json["expected_text"] = unless_withheld(check.expected_text);
  json["observed"] = unless_withheld(check.observed ? json_of(*check.observed) : Json());
  json["points"] = number_of(check.points);
  json["why"] = withheld ? std::string() : check.why;
  json["hint"] = unless_withheld(text_or_null(check.hint));
  json["claim"] = unless_withheld(text_or_null(check.claim));
  json["file"] = unless_withheld(text_or_null(check.file));
  json["line"] = unless_withheld(check.line > 0 ? Json(check.line) : Json());
  json["hidden"] = check.hidden;
  return json;
}

Json json_of_claim(const judge::ClaimResult& result) {
  Json json;
  json["id"] = result.claim.id;
  json["text"] = result.claim.text;
  json["verdict"] = judge::to_string(result.claim.verdict);
  json["since"] = text_or_null(result.claim.since);
  json["source"] = text_or_null(result.claim.source);
  json["note"] = text_or_null(result.claim.note);
  json["evidence"] = judge::to_string(result.evidence);
  return json;
}

Json json_of_result(const judge::Result& result, const JsonOptions& options) {
  Json json;
  json["exercise"] = text_or_null(result.exercise);
  json["person"] = text_or_null(result.person);
  json["python"] = result.python;
  json["source"] = result.source;
  json["status"] = judge::to_string(result.status);
  json["cause"] = supervise::to_string(result.cause);
  json["message"] = text_or_null(result.message);
  json["score"] = number_of(result.score);
  json["max_score"] = number_of(result.max_score);
  json["seconds"] = result.seconds;
  json["checks"] = Json::array();
  std::size_t hidden = 0;
  for (const judge::Check& check : result.checks) {
    if (check.hidden) ++hidden;
    json["checks"].push_back(json_of_check(check, hidden, options));
  }
  json["claims"] = Json::array();
  for (const judge::ClaimResult& claim : result.claims)
    json["claims"].push_back(json_of_claim(claim));
  json["stdout"] = result.stdout_text;
  json["stderr"] = result.stderr_text;
  json["log"] = text_or_null(result.log);
  json["watched"] = json_of(result.watched);
  return json;
}

/// JSON is looked at in terminals too: characters that one would obey stand as \u there. They occur
/// within strings only, so that the text stays the same JSON.
std::string without_controls(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  while (!json.empty()) {
    const CodePoint next = first_code_point(json);
    if (next.value == '\n' || !is_unprintable(next.value)) {
      out += json.substr(0, next.size);
    } else if (next.value < 0x10000) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(next.value));
    } else {
      const auto rest = static_cast<unsigned>(next.value) - 0x10000U;
      out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800U + (rest >> 10U), 0xDC00U + (rest & 0x3FFU));
    }
    json.remove_prefix(next.size);
  }
  return out;
}

}  // namespace

namespace {

std::string text_of(const Json& json) {
  return without_controls(json.dump(2, ' ', false, Json::error_handler_t::replace));
}

/// As dump() of the whole would write it, but with one result at a time as a tree of JSON, which is
/// ten times as large as its text: there may be a thousand of them.
std::string finished_json(const Json& head, std::span<const judge::Result> results,
                          const JsonOptions& options) {
  std::string text = text_of(head);
  text.resize(text.size() - 2);  // "\n}"
  text += ",\n  \"results\": [";
  std::string_view before = "\n    ";
  for (const judge::Result& result : results) {
    text += before;
    for (char c : text_of(json_of_result(result, options))) {
      text += c;
      if (c == '\n') text += "    ";  // no text of JSON holds a newline
    }
    before = ",\n    ";
  }
  return text + (results.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

}  // namespace

std::string to_json(std::span<const judge::Result> results, const JsonOptions& options) {
  Json whole;
  whole["version"] = 1;
  return finished_json(whole, results, options);
}

std::string results_json(const Grading& grading) {
  Json whole;
  whole["version"] = 1;
  whole["started"] = grading.started;
  whole["seconds"] = grading.seconds;
  whole["complete"] = grading.complete;
  whole["notes"] = grading.notes;
  return finished_json(whole, grading.results, {});
}

}  // namespace lab::report
