#include "lab/report/formats.h"

#include <doctest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "lab/report/told.h"
#include "lab/report/utf8.h"
#include "tests/report/formats_sample.h"

// Each format of one grading against its file in golden/. After a change that is meant:
//     LAB_REMAKE_GOLDEN=1 build/test/bin/report_test -tc='Golden*'
// writes them anew; look at the difference before it is committed.

using namespace lab::report;

namespace {

const Grading kGrading = sample::every_kind();

std::filesystem::path golden_file(const char* name) {
  return std::filesystem::path(LAB_SOURCE_DIR) / "tests/report/golden" / name;
}

void check_golden(const char* name, const std::string& text) {
  if (std::getenv("LAB_REMAKE_GOLDEN") != nullptr)
    std::ofstream(golden_file(name), std::ios::binary) << text;
  std::ifstream file(golden_file(name), std::ios::binary);
  REQUIRE_MESSAGE(file, name);
  std::ostringstream expected;
  expected << file.rdbuf();
  CHECK_MESSAGE(text == expected.str(), name, " differs:\n", text);
}

/// Valid UTF-8 in which only line breaks are controls.
bool is_harmless(std::string_view text) {
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    if (!next.valid) return false;
    if (next.value < 0x20 && next.value != '\n' && next.value != '\r' && next.value != '\t')
      return false;
    text.remove_prefix(next.size);
  }
  return true;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("GoldenJunit") {
  check_golden("junit.xml", junit(kGrading));
}
TEST_CASE("GoldenGradescope") {
  check_golden("gradescope.json", gradescope(kGrading));
}
TEST_CASE("GoldenExercism") {
  check_golden("exercism-pass.json", exercism(kGrading.results[0]));
  check_golden("exercism-fail.json", exercism(kGrading.results[1]));
  check_golden("exercism-error.json", exercism(kGrading.results[2]));
}
TEST_CASE("GoldenGithub") {
  check_golden("github.txt", github_annotations(kGrading));
  check_golden("github-summary.md", github_summary(kGrading));
}
TEST_CASE("GoldenClassroom") {
  check_golden("classroom.json", classroom(kGrading) + "\n");
}
TEST_CASE("GoldenCsv") {
  check_golden("grades.csv", csv(kGrading));
}
TEST_CASE("GoldenHtml") {
  check_golden("grades.html", html(kGrading));
}

TEST_CASE("Formats: no control and no broken UTF-8 of a submission gets through") {
  CHECK(is_harmless(junit(kGrading)));
  CHECK(is_harmless(gradescope(kGrading)));
  CHECK(is_harmless(github_annotations(kGrading)));
  CHECK(is_harmless(github_summary(kGrading)));
  CHECK(is_harmless(classroom(kGrading)));
  CHECK(is_harmless(csv(kGrading)));
  CHECK(is_harmless(html(kGrading)));
  for (const lab::judge::Result& result : kGrading.results)
    CHECK(is_harmless(exercism(result)));
}

TEST_CASE("Formats: a megabyte on one line is cut") {
  CHECK(junit(kGrading).size() < 100'000);
  CHECK(gradescope(kGrading).size() < 100'000);
  CHECK(html(kGrading).size() < 100'000);
}

TEST_CASE("Github: nobody but us begins a line with a command") {
  for (const std::string& line : lines_of(github_annotations(kGrading))) {
    const bool ours = line.starts_with("::error ") || line.starts_with("::notice ");
    CHECK_MESSAGE(ours, line);
    CHECK(line.find("::error::pwned") != 0);
  }
}

TEST_CASE("Github: the worst nine, and how many more") {
  Grading many = kGrading;
  for (int i = 0; i < 20; ++i)
    many.results.push_back(kGrading.results[1]);
  const std::vector<std::string> lines = lines_of(github_annotations(many));
  std::size_t errors = 0;
  for (const std::string& line : lines)
    errors += line.starts_with("::error ");
  CHECK(errors == 10);
  CHECK(lines.back().find("more") != std::string::npos);
  CHECK(lines.at(1).find("killed by SIGSEGV") !=
        std::string::npos);  // after the notice of the skip
}

TEST_CASE("Junit: the counts are those of the cases, and names are unique") {
  const std::string xml = junit(kGrading);
  const auto count = [&](std::string_view what) {
    std::size_t found = 0;
    for (std::size_t at = xml.find(what); at != std::string::npos; at = xml.find(what, at + 1))
      ++found;
    return std::to_string(found);
  };
  const std::string head = xml.substr(xml.find("<testsuites"), 200);
  CHECK(head.find("tests=\"" + count("<testcase ") + "\"") != std::string::npos);
  CHECK(head.find("failures=\"" + count("<failure ") + "\"") != std::string::npos);
  CHECK(head.find("errors=\"" + count("<error ") + "\"") != std::string::npos);
  CHECK(head.find("skipped=\"" + count("<skipped ") + "\"") != std::string::npos);
  CHECK(xml.find("[[ATTACHMENT") == std::string::npos);
  CHECK(xml.find(" (2)\"") != std::string::npos);
}

TEST_CASE("Gradescope: the score is the sum of the tests, and hidden checks say nothing") {
  const auto json = nlohmann::json::parse(gradescope(kGrading));
  double sum = 0;
  for (const auto& test : json["tests"])
    sum += test.value("score", 0.0);
  CHECK(json["score"] == doctest::Approx(sum));
  CHECK(json["score"] == 4.5);
  CHECK(json.dump().find("hidden away") == std::string::npos);
  CHECK(json.dump().find("hidden check 1") != std::string::npos);
}

TEST_CASE("Exercism: 500 characters of output, of any script") {
  lab::judge::Result result = kGrading.results[0];
  result.stdout_text.clear();
  for (int i = 0; i < 600; ++i)
    result.stdout_text += "é";
  const auto json = nlohmann::json::parse(exercism(result));
  const std::string output = json["tests"][0]["output"];
  CHECK(output.ends_with("[Output was truncated. Please limit to 500 chars]"));
  std::size_t characters = 0;
  for (const char c : output)
    characters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
  CHECK(characters == 500);
}

TEST_CASE("Csv: no cell is a formula") {
  for (const std::string& line : lines_of(csv(kGrading))) {
    CHECK(line.front() != '=');
    CHECK(line.substr(0, 2) != "\"=");
  }
  CHECK(csv(kGrading).find("\"'=two, \"\"x\"\"\"") != std::string::npos);
}

TEST_CASE("Base64: of all lengths") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("\xff\xfe\xfd\xfc") == "//79/A==");
}

TEST_CASE("Told: hidden checks that fail leave the public ones passed") {
  lab::judge::Result result = kGrading.results[1];
  CHECK(told_outcome(result) == "1 of 3 checks passed");
  result.checks[1].status = lab::judge::CheckStatus::passed;
  CHECK(told_outcome(result) == "all public checks passed");
  result.checks[2].status = lab::judge::CheckStatus::passed;
  CHECK(told_outcome(result) == "all checks passed");
}

TEST_CASE("HideExpected: no format says what was expected, or why") {
  Grading grading = kGrading;
  for (lab::judge::Result& result : grading.results)
    hide_expected(result);
  for (const std::string& text :
       {junit(grading), gradescope(grading), classroom(grading), csv(grading), html(grading),
        github_annotations(grading), results_json(grading), exercism(grading.results[1])}) {
    CHECK_MESSAGE(text.find("expected 2") == std::string::npos, text);
    CHECK(text.find("== 2") == std::string::npos);
    CHECK(text.find("Each object is still held") == std::string::npos);
  }
  CHECK(junit(grading).find("observed 3") != std::string::npos);
}
