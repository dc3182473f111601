#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>

#include "lab/report/grading.h"
#include "lab/report/json_value.h"
#include "lab/report/printable.h"

// What RESULT.md describes, read back. A file may come from anywhere: each field is looked at before
// it is believed, and a message names the one that is wrong.

namespace lab::report {
namespace {

using ReadJson = nlohmann::ordered_json;

/// As deep as a record may be, and the levels of the result around it.
constexpr int kDeepest = 100;

/// A value in the file and how to call it: "results[2].checks[0].name".
class Field {
 public:
  Field(const ReadJson& json, std::string path) : json_(&json), path_(std::move(path)) {}

  [[noreturn]] void fail(std::string_view wanted) const {
    throw std::runtime_error(fmt::format("{}: {} was expected", path_, wanted));
  }
  Field operator[](const char* key) const {
    if (!json_->is_object()) fail("an object");
    auto member = json_->find(key);
    if (member == json_->end()) {
      throw std::runtime_error(fmt::format("{}: no \"{}\"", path_, key));
    }
    return {*member, fmt::format("{}.{}", path_, key)};
  }
  bool has(const char* key) const { return json_->is_object() && json_->contains(key); }
  std::vector<Field> items() const {
    if (!json_->is_array()) fail("a list");
    std::vector<Field> fields;
    for (std::size_t i = 0; i < json_->size(); ++i)
      fields.emplace_back((*json_)[i], fmt::format("{}[{}]", path_, i));
    return fields;
  }
  std::string text() const {
    if (!json_->is_string()) fail("a text");
    return json_->get<std::string>();
  }
  std::string text_or_empty() const { return json_->is_null() ? std::string() : text(); }
  double number() const {
    if (!json_->is_number()) fail("a number");
    return json_->get<double>();
  }
  bool boolean() const {
    if (!json_->is_boolean()) fail("true or false");
    return json_->get<bool>();
  }
  bool is_null() const { return json_->is_null(); }
  record::Value value() const { return value_of(*json_); }

  /// The one of `all` whose name is here.
  template <typename Enum, std::size_t N>
  Enum one_of(const Enum (&all)[N]) const {
    const std::string name = text();
    for (Enum each : all) {
      if (to_string(each) == name) return each;
    }
    throw std::runtime_error(fmt::format("{}: '{}' is not known", path_, printable(name)));
  }

 private:
  static record::Value value_of(const ReadJson& json);

  const ReadJson* json_;
  std::string path_;
};

std::string bytes_of_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return bytes;
}

bool is_hex(const ReadJson& json) {
  if (!json.is_string()) return false;
  const auto& text = json.get_ref<const std::string&>();
  return text.size() % 2 == 0 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

record::Value Field::value_of(const ReadJson& json) {
  if (json.is_null()) return record::None{};
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_unsigned() && json.get<std::uint64_t>() > INT64_MAX) {
    return json.get<std::uint64_t>();
  }
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number_float()) return json.get<double>();
  if (json.is_string()) return json.get<std::string>();
  if (json.is_array()) {
    record::List list;
    for (const ReadJson& item : json)
      list.push_back(value_of(item));
    return list;
  }
  if (json.size() == 1 && json.contains("absent") && json["absent"].is_string()) {
    return record::Absent{json["absent"].get<std::string>()};
  }
  if (json.size() == 1 && json.contains("bytes") && is_hex(json["bytes"])) {
    return record::Bytes{bytes_of_hex(json["bytes"].get<std::string>())};
  }
  record::Map map;
  for (const auto& [key, item] : json.items())
    map.emplace_back(key, value_of(item));
  return map;
}

/// Of brackets outside of texts. To build and to take apart what is nested without end costs a stack
/// without end, so it is looked at before.
bool is_nested_too_deep(std::string_view json) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') in_text = !in_text;
    if (in_text && c == '\\') ++i;
    if (in_text) continue;
    if ((c == '[' || c == '{') && ++depth > kDeepest) return true;
    if (c == ']' || c == '}') --depth;
  }
  return false;
}

judge::Check read_check(const Field& json) {
  using judge::CheckStatus;
  constexpr CheckStatus kAll[] = {CheckStatus::passed, CheckStatus::failed,
                                  CheckStatus::not_observed};
  judge::Check check;
  check.name = json["name"].text();
  check.status = json["status"].one_of(kAll);
  check.op = json["operator"].text();
  check.expected = json["expected"].value();
  check.expected_text = json["expected_text"].text_or_empty();
  check.hidden = json["hidden"].boolean();
  const bool unknown =
      json["observed"].is_null() && (check.hidden || check.status == CheckStatus::not_observed);
  if (!unknown) check.observed = json["observed"].value();
  check.points = json["points"].number();
  check.why = json["why"].text_or_empty();
  check.hint = json["hint"].text_or_empty();
  check.claim = json["claim"].text_or_empty();
  check.file = json["file"].text_or_empty();
  if (!json["line"].is_null()) check.line = static_cast<int>(json["line"].number());
  return check;
}

judge::ClaimResult read_claim(const Field& json) {
  using judge::Evidence;
  using judge::Verdict;
  constexpr Verdict kVerdicts[] = {Verdict::holds, Verdict::outdated, Verdict::misleading,
                                   Verdict::wrong};
  constexpr Evidence kEvidence[] = {Evidence::confirmed, Evidence::contradicted,
                                    Evidence::not_shown};
  judge::ClaimResult result;
  result.claim.id = json["id"].text();
  result.claim.text = json["text"].text();
  result.claim.verdict = json["verdict"].one_of(kVerdicts);
  result.claim.since = json["since"].text_or_empty();
  result.claim.source = json["source"].text_or_empty();
  result.claim.note = json["note"].text_or_empty();
  result.evidence = json["evidence"].one_of(kEvidence);
  return result;
}

judge::Result read_result(const Field& json) {
  using judge::Status;
  using supervise::Cause;
  constexpr Status kStatuses[] = {Status::passed, Status::failed, Status::error, Status::skipped};
  constexpr Cause kCauses[] = {Cause::exited,    Cause::exception,  Cause::signal,
                               Cause::wall_time, Cause::cpu_time,   Cause::memory,
                               Cause::output,    Cause::forbidden,  Cause::needs,
                               Cause::exercise,  Cause::interrupted};
  judge::Result result;
  result.exercise = json["exercise"].text_or_empty();
  if (json.has("person")) result.person = json["person"].text_or_empty();
  result.python = json["python"].text();
  result.source = json["source"].text();
  result.status = json["status"].one_of(kStatuses);
  result.cause = json["cause"].one_of(kCauses);
  result.message = json["message"].text_or_empty();
  result.score = json["score"].number();
  result.max_score = json["max_score"].number();
  result.seconds = json["seconds"].number();
  for (const Field& check : json["checks"].items())
    result.checks.push_back(read_check(check));
  for (const Field& claim : json["claims"].items())
    result.claims.push_back(read_claim(claim));
  result.stdout_text = json["stdout"].text();
  result.stderr_text = json["stderr"].text();
  result.log = json["log"].text_or_empty();
  const record::Value watched = json["watched"].value();
  const auto* map = watched.get_if<record::Map>();
  if (map == nullptr) json["watched"].fail("an object");
  result.watched = *map;
  return result;
}

Grading read_grading(const Field& whole) {
  if (whole["version"].number() != 1) whole["version"].fail("1");
  Grading grading;
  grading.complete = !whole.has("complete") || whole["complete"].boolean();
  if (whole.has("started")) grading.started = whole["started"].text();
  if (whole.has("seconds")) grading.seconds = whole["seconds"].number();
  if (whole.has("notes")) {
    for (const Field& note : whole["notes"].items())
      grading.notes.push_back(note.text());
  }
  for (const Field& result : whole["results"].items())
    grading.results.push_back(read_result(result));
  return grading;
}

}  // namespace

Grading read_results(std::string_view json, std::string_view name) {
  if (is_nested_too_deep(json)) {
    throw std::runtime_error(fmt::format("{}: nested deeper than any result", name));
  }
  try {
    const ReadJson parsed = ReadJson::parse(json);
    return read_grading({parsed, "the whole"});
  } catch (const ReadJson::parse_error& error) {
    const std::size_t end = std::min(error.byte, json.size());
    const auto line =
        std::count(json.begin(), json.begin() + static_cast<std::ptrdiff_t>(end), '\n');
    throw std::runtime_error(
        fmt::format("{}:{}: is no JSON; what lab grade --json wrote was expected", name, line + 1));
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(fmt::format("{}: {}", name, error.what()));
  }
}

}  // namespace lab::report
