#include "lab/live/saved_files.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace lab::live {

SavedFiles::SavedFiles(const std::vector<std::filesystem::path>& files)
    : inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (inotify_.get() < 0) return;
  for (const std::filesystem::path& file : files) {
    std::error_code error;
    const std::filesystem::path whole = std::filesystem::absolute(file, error);
    if (error) continue;
    // The folder, since many editors write a new file and put it in the place of the old one.
    const int folder = ::inotify_add_watch(inotify_.get(), whole.parent_path().c_str(),
                                           IN_CLOSE_WRITE | IN_MOVED_TO);
    if (folder >= 0) names_[folder].insert(whole.filename().string());
  }
}

bool SavedFiles::take() {
  bool saved = false;
  alignas(inotify_event) std::array<char, 16384> events;
  for (;;) {
    const ssize_t size = ::read(inotify_.get(), events.data(), events.size());
    if (size <= 0) return saved;
    for (ssize_t at = 0; at < size;) {
      inotify_event event{};
      std::memcpy(&event, events.data() + at, sizeof event);
      const char* name = events.data() + at + sizeof event;
      const auto folder = names_.find(event.wd);
      if (event.len > 0 && folder != names_.end() && folder->second.contains(name)) saved = true;
      at += static_cast<ssize_t>(sizeof event + event.len);
    }
  }
}

}  // namespace lab::live
