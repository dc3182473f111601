#include "lab/commands/isolated_run.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

namespace fs = std::filesystem;

namespace lab::commands {
namespace {

using Environment = std::map<std::string, std::string>;

/// What an exercise sees of the outside: nothing of the person's own environment, so that a run
/// means the same everywhere.
Environment clean_environment(const judge::Exercise& exercise) {
  Environment environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin"},
                             {"LANG", "C.UTF-8"},
                             {"PYTHONHASHSEED", "0"},
                             {"PYTHONDONTWRITEBYTECODE", "1"}};
  for (const char* name : {"ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"}) {
    if (const char* value = std::getenv(name)) environment[name] = value;
  }
  for (const auto& [name, value] : exercise.environment)
    environment[name] = value;
  return environment;
}

std::vector<std::string> python_options(const judge::Exercise& exercise) {
  std::vector<std::string> options = {"-s", "-X", "faulthandler"};
  if (!exercise.site) options.insert(options.begin(), "-S");
  return options;
}

/// The folders that a Python has beside /usr/lib: its own prefix, where it is not /usr.
std::vector<fs::path> folders_of(const supervise::Host& host) {
  std::error_code ignored;
  std::vector<fs::path> folders;
  const fs::path prefix = fs::canonical(host.python, ignored).parent_path().parent_path();
  if (!prefix.empty() && prefix != "/" && prefix != "/usr") folders.push_back(prefix / "lib");
  if (!host.library.empty()) folders.push_back(fs::canonical(host.library, ignored));
  return folders;
}

/// Its own folders to read; and sys.executable may be started again.
void allow_host(supervise::Isolation& isolation, const supervise::Host& host) {
  supervise::allow_program(isolation, host.program);
  for (const fs::path& folder : folders_of(host))
    isolation.readable.push_back(folder);
}

/// The folder and what we have put into it.
void give_to(const fs::path& folder, uid_t user) {
  if (lchown(folder.c_str(), user, user) != 0) {
    throw std::runtime_error(fmt::format("{}: cannot be given to user {}", folder.string(), user));
  }
  for (const fs::directory_entry& file : fs::directory_iterator(folder)) {
    // Where this fails the run can read it still, as everybody.
    if (lchown(file.path().c_str(), user, user) != 0) chmod(file.path().c_str(), S_IRUSR | S_IROTH);
  }
}

/// The same for all runs of a host by this process.
const supervise::Isolation& of_host(const supervise::Host& host) {
  static std::map<fs::path, supervise::Isolation> made;
  auto [place, is_new] = made.try_emplace(host.program);
  supervise::Isolation& isolation = place->second;
  if (!is_new) return isolation;
  isolation.on = true;
  supervise::allow_system_files(isolation);
  allow_host(isolation, host);
  std::vector<fs::path> needed = folders_of(host);
  needed.push_back(host.program);
  needed.push_back(fs::temp_directory_path() / "the folders of runs");
  isolation.user = supervise::ordinary_user(needed);
  return isolation;
}

bool allows(const judge::Exercise& exercise, std::string_view word) {
  return std::find(exercise.allow.begin(), exercise.allow.end(), word) != exercise.allow.end();
}

}  // namespace

supervise::ForkServer& fork_server(const judge::Exercise& exercise, const supervise::Host& host) {
  using Key = std::tuple<fs::path, bool, Environment>;
  static std::map<Key, std::unique_ptr<supervise::ForkServer>> servers;
  auto& server = servers[Key(host.program, exercise.site, exercise.environment)];
  if (!server) {
    server = std::make_unique<supervise::ForkServer>(host.program, python_options(exercise),
                                                     clean_environment(exercise));
  }
  return *server;
}

supervise::Isolation isolation_of(const judge::Exercise& exercise, const supervise::Host& host,
                                  const fs::path& folder) {
  supervise::Isolation isolation = of_host(host);
  isolation.writable.push_back(folder);
  if (allows(exercise, "shared-memory")) isolation.writable.emplace_back("/dev/shm");
  if (exercise.loopback) isolation.network = supervise::Network::loopback;
  if (isolation.user) give_to(folder, isolation.user->id);
  return isolation;
}

void remove_shared_memory(const judge::Exercise& exercise, const supervise::Isolation& isolation) {
  if (!isolation.user || !allows(exercise, "shared-memory")) return;
  std::error_code ignored;
  for (const fs::directory_entry& file : fs::directory_iterator("/dev/shm", ignored)) {
    struct stat status {};
    if (lstat(file.path().c_str(), &status) != 0 || status.st_uid != isolation.user->id) continue;
    unlink(file.path().c_str());
  }
}

void add_isolation_limits(supervise::Limits& limits) {
  limits.processes = 512;
  limits.open_files = 1024;
  limits.file_bytes = std::uint64_t{256} << 20U;
  limits.folder_bytes = std::uint64_t{512} << 20U;
}

}  // namespace lab::commands
