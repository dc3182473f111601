#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "lab/supervise/descriptor.h"

namespace lab::live {

/// Tells when one of some files was saved: written and closed, or replaced by another, as editors do.
class SavedFiles {
 public:
  /// A file that cannot be watched (its folder is not there, the kernel has no more watches) is
  /// never told of.
  explicit SavedFiles(const std::vector<std::filesystem::path>& files);

  int descriptor() const { return inotify_.get(); }  ///< to poll for reading; -1: none
  /// Whether one of them was saved since the last call. Does not wait.
  bool take();

 private:
  supervise::Descriptor inotify_;
  std::map<int, std::set<std::string>> names_;  ///< by watched folder
};

}  // namespace lab::live
