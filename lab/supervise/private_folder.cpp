#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "lab/supervise/descriptor.h"
#include "lab/supervise/run.h"

// What a run left behind may be made to resist: folders that deny everything, links to places
// outside, nesting that exhausts a stack, the descriptors or the length of a path. So nothing is
// followed and nothing recurses:
//
//     folder/a/b/c      empty a: b is a folder, moved up ──►  folder/1 (was b), folder/1/c
//                       a is empty now, removed               next: empty 1, …
//
// The work is a list of names in the one folder, and two descriptors are open at a time.

namespace lab::supervise {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

/// Opens a folder, and gives ourselves its permissions if they were taken away. Null when `name` is
/// no folder.
Folder open_folder(int parent, const char* name) {
  // O_PATH needs no permission on the folder itself, and the name in /proc/self/fd cannot be
  // exchanged.
  Descriptor handle(openat(parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!handle) return nullptr;
  std::string self = fmt::format("/proc/self/fd/{}", handle.get());
  chmod(self.c_str(), S_IRWXU);
  int folder = open(self.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return nullptr;
  DIR* stream = fdopendir(folder);
  if (stream == nullptr) close(folder);
  return Folder(stream);
}

std::vector<std::string> names_in(DIR* folder) {
  std::vector<std::string> names;
  rewinddir(folder);
  while (const dirent* entry = readdir(folder)) {
    std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  return names;
}

class Removal {
 public:
  explicit Removal(DIR* root) : root_(dirfd(root)), waiting_(names_in(root)) {}

  void run() {
    while (!waiting_.empty()) {
      std::string name = std::move(waiting_.back());
      waiting_.pop_back();
      if (unlinkat(root_, name.c_str(), 0) == 0) continue;
      if (Folder folder = open_folder(root_, name.c_str())) empty(folder.get());
      unlinkat(root_, name.c_str(), AT_REMOVEDIR);
    }
  }

 private:
  void empty(DIR* folder) {
    for (const std::string& name : names_in(folder)) {
      if (unlinkat(dirfd(folder), name.c_str(), 0) != 0) move_up(dirfd(folder), name);
    }
  }

  /// A folder can be moved only by who may write to it: its ".." changes.
  void move_up(int parent, const std::string& name) {
    if (!open_folder(parent, name.c_str())) return;
    constexpr int kTries =
        100;  // names that the run took; a renamed folder replaces only empty ones
    for (int attempt = 0; attempt < kTries; ++attempt) {
      std::string fresh = fmt::format(".removed-{}", ++moved_);
      if (renameat(parent, name.c_str(), root_, fresh.c_str()) == 0) {
        waiting_.push_back(fresh);
        return;
      }
    }
  }

  int root_;
  std::vector<std::string> waiting_;
  unsigned long moved_ = 0;
};

}  // namespace

PrivateFolder::PrivateFolder() {
  const char* variable = getenv("TMPDIR");
  std::filesystem::path place = variable == nullptr || *variable == '\0' ? "/tmp" : variable;
  std::string name = (std::filesystem::absolute(place) / "lab-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw RunError(
        fmt::format("cannot make a folder in {}: {}; set TMPDIR to a folder that you may "
                    "write to",
                    place.string(), std::strerror(errno)));
  }
  path_ = name;
}

PrivateFolder::~PrivateFolder() {
  if (Folder root = open_folder(AT_FDCWD, path_.c_str())) Removal(root.get()).run();
  rmdir(path_.c_str());
}

}  // namespace lab::supervise
