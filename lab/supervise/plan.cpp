#include "lab/supervise/plan.h"

#include <unistd.h>

#include <fmt/core.h>
#include <algorithm>
#include <cmath>
#include <string_view>

#include "lab/supervise/executable_path.h"
#include "lab/supervise/landlock.h"
#include "lab/supervise/process.h"
#include "lab/supervise/system_calls.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LAB_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define LAB_SANITIZED 1
#endif
#endif

namespace lab::supervise {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts)
    result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

std::map<std::string, std::string> present_environment() {
  std::map<std::string, std::string> result;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    std::string_view text = *entry;
    std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    result.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return result;
}

std::vector<std::string> environment_of(const Command& command) {
  auto variables = command.environment ? *command.environment : present_environment();
  for (const auto& [name, value] : command.extra_environment)
    variables[name] = value;
  std::vector<std::string> result;
  for (const auto& [name, value] : variables)
    result.push_back(fmt::format("{}={}", name, value));
  return result;
}

/// Nobody but root may raise a limit, so ours are never above what we have.
void add_limit(std::vector<confine::Limit>& limits, int resource, rlim_t soft, rlim_t hard) {
  rlimit present{};
  if (getrlimit(static_cast<__rlimit_resource>(resource), &present) != 0) return;
  hard = std::min(hard, present.rlim_max);
  limits.push_back({resource, {std::min(soft, hard), hard}});
}

#ifndef LAB_SANITIZED
/// Wide, because it counts address space, the untouched stacks of threads too, per process.
rlim_t data_limit(std::uint64_t memory) {
  constexpr rlim_t kLeast = rlim_t{8} << 30U;
  constexpr rlim_t kMost = rlim_t{1} << 50U;
  return std::max(kLeast, std::min<rlim_t>(memory, kMost) * 4);
}
#endif

/// The kernel's own limits stand behind ours, in case the front is stopped or slow.
std::vector<confine::Limit> kernel_limits(const Limits& limits, bool own_user) {
  std::vector<confine::Limit> result;
  add_limit(result, RLIMIT_CORE, 0, 0);
  if (limits.cpu_seconds > 0) {
    auto seconds = static_cast<rlim_t>(std::ceil(std::min(limits.cpu_seconds, 1e9)));
    add_limit(result, RLIMIT_CPU, seconds + 1, seconds + 2);
  }
  if (limits.processes > 0) {
    const rlim_t most = limits.processes + (own_user ? 0 : tasks_of_our_user());
    add_limit(result, RLIMIT_NPROC, most, most);
  }
  if (limits.open_files > 0) {
    add_limit(result, RLIMIT_NOFILE, limits.open_files, limits.open_files);
  }
  if (limits.file_bytes > 0) {
    add_limit(result, RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes);
  }
#ifndef LAB_SANITIZED  // a sanitized program reserves terabytes as data
  if (limits.memory_bytes > 0) {
    rlim_t bytes = data_limit(limits.memory_bytes);
    add_limit(result, RLIMIT_DATA, bytes, bytes);
  }
#endif
  return result;
}

}  // namespace

Plan::Plan(const Command& command)
    : program(executable_path(command.program).string()),
      argument_texts(command.arguments),
      environment_texts(environment_of(command)),
      captured(command.capture),
      inherited(command.inherited),
      front(getpid()) {
  argument_texts.insert(argument_texts.begin(), command.program.string());
  arguments = pointers(argument_texts);
  environment = pointers(environment_texts);
  const Isolation& isolation = command.isolation;
  const bool isolated = isolation.on && captured;
  confinement.session = captured;
  confinement.folder = command.working_directory.string();
  confinement.limits = kernel_limits(command.limits, isolated && isolation.user.has_value());
  if (isolated) isolate(isolation);
}

void Plan::isolate(const Isolation& isolation) {
  ruleset = make_ruleset(isolation);
  confinement.ruleset = ruleset.get();
  confinement.own_loopback = isolation.network == Network::loopback && has_own_loopback();
  if (isolation.user) {
    confinement.user = isolation.user->id;
    confinement.may_search = isolation.user->may_search;
  }
  if (!filters_available()) return;
  const SystemCallFilter& made = system_call_filter(isolation.network);
  confinement.filter = made.program.data();
  confinement.filter_length = made.program.size();
  filter = made.file.get();
}

}  // namespace lab::supervise
