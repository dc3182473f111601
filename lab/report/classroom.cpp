#include <array>
#include <nlohmann/json.hpp>

#include "lab/report/formats.h"
#include "lab/report/told.h"

namespace lab::report {
namespace {

using ClassroomJson = nlohmann::ordered_json;

ClassroomJson classroom_test(const judge::Result& result, const ToldCheck& check) {
  ClassroomJson test;
  test["name"] = told_name(result) + ": " + check.name;
  test["status"] = check.passed ? "pass" : result.status == judge::Status::error ? "error" : "fail";
  if (!check.message.empty()) test["message"] = check.message;
  test["test_code"] = check.expected;
  test["task_id"] = 0;
  test["filename"] = told_text(result.source);
  test["line_no"] = 0;
  test["duration"] = result.seconds;
  test["score"] = check.score;
  return test;
}

}  // namespace

std::string classroom(const Grading& grading) {
  ClassroomJson whole;
  bool failed = false, error = false;
  whole["version"] = 1;
  whole["status"] = "pass";
  whole["max_score"] = total_points(grading);
  whole["tests"] = ClassroomJson::array();
  for (const judge::Result& result : grading.results) {
    failed |= result.status == judge::Status::failed;
    error |= result.status == judge::Status::error;
    if (result.status == judge::Status::skipped) continue;
    for (const ToldCheck& check : told_checks(result))
      whole["tests"].push_back(classroom_test(result, check));
  }
  if (failed) whole["status"] = "fail";
  if (error) whole["status"] = "error";
  return whole.dump(-1, ' ', false, ClassroomJson::error_handler_t::replace);
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::array<unsigned, 3> three{};
    for (std::size_t i = 0; i < count; ++i)
      three[i] = static_cast<unsigned char>(bytes[at + i]);
    const unsigned bits = three[0] << 16U | three[1] << 8U | three[2];
    for (std::size_t digit = 0; digit < 4; ++digit)
      out += digit <= count ? kDigits[bits >> (18U - 6U * digit) & 0x3FU] : '=';
  }
  return out;
}

}  // namespace lab::report
