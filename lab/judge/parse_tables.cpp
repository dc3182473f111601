#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "lab/judge/parse_parts.h"
#include "lab/judge/parse_watch.h"

namespace lab::judge {
namespace {

constexpr double kLongestRun = 3600;           // seconds
constexpr std::int64_t kMostMemory = 1 << 20;  // MiB
constexpr std::int64_t kMostOutput = 1 << 20;  // KiB

bool is_identifier(std::string_view word) {
  auto is_word = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c >= 0x80; };
  return !word.empty() && std::isdigit(static_cast<unsigned char>(word[0])) == 0 &&
         std::all_of(word.begin(), word.end(), is_word);
}

/// "aiohttp" or "google.protobuf"
bool is_module_name(std::string_view word) {
  while (true) {
    std::size_t dot = word.find('.');
    if (!is_identifier(word.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    word.remove_prefix(dot + 1);
  }
}

void require_all(const Section& section, std::string_view key,
                 const std::vector<std::string>& words, bool (*accepts)(std::string_view),
                 std::string_view expected) {
  for (const std::string& word : words) {
    if (accepts(word)) continue;
    section.fail_at_key(key, fmt::format("'{}' is no {}; one was expected", word, expected));
  }
}

std::map<std::string, std::string> parse_environment(Section& run) {
  std::map<std::string, std::string> environment;
  const toml::node* node = run.take("environment");
  if (node == nullptr) return environment;
  const toml::table* table = node->as_table();
  if (table == nullptr) {
    run.fail_at(*node, fmt::format("'environment' is {}; a table of strings was expected",
                                   type_name(*node)));
  }
  for (const auto& [key, value] : *table) {
    std::string name(key.str());
    if (!is_identifier(name) || name.starts_with("LAB_")) {
      run.fail_at(value,
                  fmt::format("'{}' cannot be set; the name of a variable that does not begin "
                              "with LAB_ was expected",
                              name));
    }
    const auto* text = value.as_string();
    if (text == nullptr || text->get().find('\0') != std::string::npos) {
      run.fail_at(value, fmt::format("'{}' is {}; a string was expected", name, type_name(value)));
    }
    environment[name] = text->get();
  }
  return environment;
}

std::vector<std::string> parse_allowances(Section& section) {
  std::vector<std::string> words = section.words("allow");
  for (const std::string& word : words) {
    if (std::find(kAllowances.begin(), kAllowances.end(), word) != kAllowances.end()) continue;
    section.fail_at_key("allow", fmt::format("'{}' cannot be allowed; one of {} was expected", word,
                                             fmt::join(kAllowances, ", ")));
  }
  return words;
}

}  // namespace

void parse_task(Section section, Exercise& exercise) {
  exercise.task = section.paragraph("summary");
  exercise.functions = section.words("functions");
  section.finish();
  if (exercise.functions.empty()) {
    section.fail(
        "'functions' is missing or empty; the names that answer.py must define were "
        "expected");
  }
  require_all(section, "functions", exercise.functions, is_identifier, "Python name");
}

void parse_needs(Section section, Exercise& exercise) {
  exercise.python = section.range("python");
  exercise.packages = section.words("packages");
  exercise.programs = section.words("programs");
  const std::string network = section.line_or_empty("network");
  if (!network.empty() && network != "loopback") {
    section.fail_at_key("network",
                        fmt::format("'network' is '{}'; 'loopback' was expected", network));
  }
  exercise.loopback = network == "loopback";
  section.finish();
  require_all(section, "packages", exercise.packages, is_module_name, "name to import");
}

void parse_run(Section section, Exercise& exercise) {
  constexpr double kShortestRun = 0.01;
  Limits& limits = exercise.limits;
  exercise.watch = section.words("watch");
  for (const std::string& watch : exercise.watch) {
    const std::string fault = fault_of_watch(watch);
    if (!fault.empty()) section.fail_at_key("watch", fault);
  }
  limits.wall_seconds =
      section.number("wall_seconds", {kShortestRun, kLongestRun}, limits.wall_seconds);
  limits.cpu_seconds =
      section.number("cpu_seconds", {kShortestRun, kLongestRun}, limits.cpu_seconds);
  std::int64_t memory = section.integer("memory_mib", {16, kMostMemory}, 1024);
  std::int64_t output = section.integer("output_kib", {1, kMostOutput}, 4096);
  limits.memory_bytes = static_cast<std::uint64_t>(memory) << 20U;
  limits.output_bytes = static_cast<std::uint64_t>(output) << 10U;
  exercise.site = section.flag("site", false);
  exercise.allow = parse_allowances(section);
  exercise.environment = parse_environment(section);
  section.finish();
}

}  // namespace lab::judge
