#include <fmt/core.h>

#include "lab/judge/parse_parts.h"

namespace lab::judge {
namespace {

// The versions among which ranges are compared: each that the laboratory can have a host for.
constexpr int kFirstMinor = 11;
constexpr int kLastMinor = 15;
constexpr int kLastMicro = 30;

/// The first version that lies in both ranges.
std::optional<PythonVersion> first_common(const VersionRange& left, const VersionRange& right) {
  for (int minor = kFirstMinor; minor <= kLastMinor; ++minor) {
    for (int micro = 0; micro <= kLastMicro; ++micro) {
      PythonVersion version{3, minor, micro};
      if (left.contains(version) && right.contains(version)) return version;
    }
  }
  return std::nullopt;
}

void require_own_range(const Section& section, const Expectation& expectation,
                       const Exercise& exercise) {
  if (!first_common(expectation.python, exercise.python)) {
    section.fail_at_key("python",
                        fmt::format("'{}' applies to no Python that the exercise runs on; a range "
                                    "within 3.{} to 3.{}{} was expected",
                                    expectation.python.text(), kFirstMinor, kLastMinor,
                                    exercise.python.empty() ? "" : ", " + exercise.python.text()));
  }
  for (const Expectation& earlier : exercise.expectations) {
    if (earlier.name != expectation.name) continue;
    std::optional<PythonVersion> common = first_common(earlier.python, expectation.python);
    if (!common) continue;
    section.fail_at_key(
        "name", fmt::format("'{}' is expected on line {} already, and both apply to Python {}; "
                            "another name, or python ranges that do not overlap, were expected",
                            expectation.name, earlier.line, to_string(*common)));
  }
}

std::string ids_of(const std::vector<Claim>& claims) {
  std::vector<std::string> ids;
  for (const Claim& claim : claims)
    ids.push_back(claim.id);
  return ids.empty() ? "there is none" : "one of " + joined(ids) + " was expected";
}

}  // namespace

Expectation parse_expectation(Section section, const Exercise& exercise) {
  Expectation expectation;
  expectation.line = section.line_number();
  expectation.name = section.line("name");
  if (expectation.name.starts_with("error ")) {
    section.fail_at_key("name",
                        "a name cannot begin with 'error ', which wrong answers use for how "
                        "a run ends");
  }
  expectation.observe = section.line("observe");
  expectation.demonstration = section.flag("demonstration", false);
  // What no answer can change earns nothing, or an answer that gets all wrong would score.
  expectation.points = section.number("points", {0.01, 1000}, expectation.demonstration ? 0 : 1);
  expectation.claim = section.line_or_empty("claim");
  if (!expectation.claim.empty() && exercise.find_claim(expectation.claim) == nullptr) {
    section.fail_at_key("claim", fmt::format("'{}' is no claim of this exercise; {}",
                                             expectation.claim, ids_of(exercise.claims)));
  }
  expectation.why = section.line("why");
  expectation.hint = section.line("hint");
  expectation.python = section.range("python");
  expectation.hidden = section.flag("hidden", false);
  expectation.op = parse_operator(section);
  section.finish();
  require_own_range(section, expectation, exercise);
  return expectation;
}

}  // namespace lab::judge
