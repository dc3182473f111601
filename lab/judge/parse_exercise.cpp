#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include "lab/judge/exercise.h"
#include "lab/judge/parse_parts.h"
#include "lab/judge/toml_text.h"

namespace fs = std::filesystem;

namespace lab::judge {
namespace {

constexpr std::int64_t kLargestNumber = 9999;

bool is_slug(const std::string& name) {
  auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !name.empty() && name[0] != '-' && std::all_of(name.begin(), name.end(), fits);
}

void name_by_folder(Exercise& exercise, const fs::path& file) {
  fs::path folder = fs::absolute(file).lexically_normal().parent_path();
  exercise.directory = file.parent_path();
  exercise.slug = folder.filename().string();
  exercise.topic = folder.parent_path().filename().string();
  if (is_slug(exercise.slug)) return;
  throw ExerciseError(file, 0, 0,
                      fmt::format("the folder '{}' gives the exercise its name; small letters, "
                                  "digits and '-' were expected",
                                  exercise.slug));
}

std::vector<Link> parse_links(Section& root) {
  std::vector<Link> links;
  for (Section& section : root.sections("links")) {
    Link link{section.line("title"), section.line("url")};
    section.finish();
    if (!link.url.starts_with("https://") && !link.url.starts_with("http://")) {
      section.fail_at_key("url",
                          fmt::format("'{}' is no web address; one that begins with https:// "
                                      "was expected",
                                      link.url));
    }
    links.push_back(std::move(link));
  }
  return links;
}

void add_claim(Exercise& exercise, const Section& section, Claim claim) {
  if (exercise.find_claim(claim.id) != nullptr) {
    section.fail_at_key(
        "id", fmt::format("'{}' is the id of another claim; another was expected", claim.id));
  }
  exercise.claims.push_back(std::move(claim));
}

void parse_text(Section& root, Exercise& exercise) {
  exercise.number = static_cast<int>(root.integer("number", {1, kLargestNumber}));
  exercise.title = root.line("title");
  exercise.question = root.line("question");
  exercise.explanation = root.paragraph("explanation");
  exercise.hints = root.lines("hints");
  exercise.links = parse_links(root);
  if (exercise.hints.empty()) root.fail("'hints' is missing or empty; at least one was expected");
}

void parse_lists(Section& root, Exercise& exercise) {
  for (const Section& section : root.sections("claim")) {
    add_claim(exercise, section, parse_claim(section));
  }
  for (const Section& section : root.sections("panel")) {
    exercise.panels.push_back(parse_panel(section));
  }
  for (const Section& section : root.sections("expect")) {
    exercise.expectations.push_back(parse_expectation(section, exercise));
  }
}

}  // namespace

Exercise parse_exercise(std::string_view toml, const fs::path& exercise_toml) {
  Exercise exercise;
  name_by_folder(exercise, exercise_toml);
  toml::table table = parse_toml(toml, exercise_toml);
  Section root(table, "", exercise_toml);

  parse_text(root, exercise);
  std::optional<Section> task = root.section("task");
  if (!task) root.fail("[task] is missing; a table with summary and functions was expected");
  parse_task(*task, exercise);
  if (std::optional<Section> needs = root.section("needs")) parse_needs(*needs, exercise);
  if (std::optional<Section> run = root.section("run")) parse_run(*run, exercise);
  parse_lists(root, exercise);
  root.finish();
  if (exercise.claims.empty()) root.fail("no [[claim]]; at least one was expected");
  if (exercise.expectations.empty()) root.fail("no [[expect]]; at least one was expected");
  return exercise;
}

Exercise load_exercise(const fs::path& exercise_toml) {
  std::ifstream file(exercise_toml, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file || !text) {
    int reason = errno;
    throw ExerciseError(exercise_toml, 0, 0,
                        fmt::format("cannot be read ({}); every exercise has this file",
                                    std::generic_category().message(reason)));
  }
  return parse_exercise(text.str(), exercise_toml);
}

}  // namespace lab::judge
