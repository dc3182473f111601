#include "lab/supervise/hosts.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "lab/supervise/executable_path.h"
#include "lab/supervise/run.h"

namespace fs = std::filesystem;

namespace lab::supervise {
namespace {

constexpr std::string_view kPrefix = "lab-host-";

struct Candidate {
  Host host;
  bool preferred = false;
};

fs::path hosts_folder() {
  const char* variable = std::getenv("LAB_HOSTS");
  if (variable != nullptr && *variable != '\0') return variable;
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

/// "3.13.0" → {3, 13, 0}: so that 3.9 comes before 3.11.
std::vector<long> version_numbers(std::string_view version) {
  std::vector<long> numbers;
  while (!version.empty()) {
    std::size_t dot = version.find('.');
    numbers.push_back(std::atol(std::string(version.substr(0, dot)).c_str()));
    version.remove_prefix(dot == std::string_view::npos ? version.size() : dot + 1);
  }
  return numbers;
}

/// @throws std::runtime_error, nlohmann::json::exception
Candidate read_host(const fs::path& program) {
  fs::path sidecar = program;
  sidecar += ".json";
  std::ifstream file(sidecar);
  if (!file) throw std::runtime_error(fmt::format("{} is missing", sidecar.filename().string()));
  auto json = nlohmann::json::parse(file);
  Candidate candidate;
  candidate.host.program = program;
  candidate.host.version = json.at("version").get<std::string>();
  candidate.host.python = json.at("python").get<std::string>();
  candidate.host.library = json.at("library").get<std::string>();
  candidate.preferred = json.value("default", false);
  return candidate;
}

/// Executables and sidecars both name a host: one without the other is worth a line.
std::vector<fs::path> host_programs(const fs::path& folder) {
  std::vector<fs::path> programs;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    fs::path path = entry->path();
    if (path.filename().native().rfind(kPrefix, 0) != 0) continue;
    if (path.extension() == ".json") path.replace_extension();
    programs.push_back(path);
  }
  std::sort(programs.begin(), programs.end());
  programs.erase(std::unique(programs.begin(), programs.end()), programs.end());
  return programs;
}

/// "3.13" asks for "3.13.0"; "3.1" does not.
bool version_matches(std::string_view version, std::string_view wanted) {
  return version.substr(0, wanted.size()) == wanted &&
         (version.size() == wanted.size() || version[wanted.size()] == '.');
}

bool same_file(const fs::path& left, const fs::path& right) {
  std::error_code error;
  return fs::equivalent(left, right, error) && !error;
}

bool is_version(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

[[noreturn]] void fail(const std::vector<Host>& hosts, std::string_view python) {
  std::string text =
      python.empty() ? "no host is built" : fmt::format("no host is built for Python {}", python);
  if (!hosts.empty()) {
    text += "; here are ";
    for (const Host& host : hosts) {
      text +=
          fmt::format("{}{} ({})", &host == &hosts.front() ? "" : ", ", host.version, host.python);
    }
  }
  text += fmt::format("; to add it: scripts/lab hosts add {}", python.empty() ? "3.11" : python);
  throw RunError(text);
}

}  // namespace

HostSearch search_hosts() {
  HostSearch search;
  std::vector<Candidate> candidates;
  for (const fs::path& program : host_programs(hosts_folder())) {
    try {
      Candidate candidate = read_host(program);
      std::error_code error;
      if (!fs::is_regular_file(program, error) || access(program.c_str(), X_OK) != 0) {
        throw std::runtime_error("is missing or cannot be executed");
      }
      candidates.push_back(std::move(candidate));
    } catch (const std::exception& error) {
      search.problems.push_back(fmt::format("{}: {}; build it again: scripts/lab hosts add",
                                            program.string(), error.what()));
    }
  }
  std::stable_sort(candidates.begin(), candidates.end(), [](const auto& left, const auto& right) {
    if (left.preferred != right.preferred) return left.preferred;
    return version_numbers(left.host.version) < version_numbers(right.host.version);
  });
  for (Candidate& candidate : candidates)
    search.hosts.push_back(std::move(candidate.host));
  return search;
}

std::vector<Host> find_hosts() {
  return search_hosts().hosts;
}

Host choose_host(const std::vector<Host>& hosts, std::string_view python) {
  if (hosts.empty()) fail(hosts, python);
  if (python.empty()) return hosts.front();
  if (is_version(python)) {
    for (const Host& host : hosts) {
      if (version_matches(host.version, python)) return host;
    }
    fail(hosts, python);
  }
  fs::path path = executable_path(fs::path(python));
  for (const Host& host : hosts) {
    if (host.program.filename() == fs::path(python)) return host;
    if (same_file(path, host.program) || same_file(path, host.python)) return host;
  }
  fail(hosts, python);
}

}  // namespace lab::supervise
