#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "lab/supervise/run.h"

namespace lab::supervise::test {

inline constexpr std::uint64_t kMebi = std::uint64_t{1} << 20U;

/// Runs supervise_child with these words; no limits, so that a test sets the one it is about.
Command child(std::vector<std::string> arguments);

/// A FIFO whose writers are counted by the kernel: that all of them are dead is its end of file.
class Fifo {
 public:
  Fifo();
  ~Fifo();
  Fifo(const Fifo&) = delete;
  Fifo& operator=(const Fifo&) = delete;
  std::string path() const { return path_; }

  /// How many bytes ("ready") were written by now, without waiting.
  std::size_t bytes() const;
  /// Waits for a byte. False after 20 s.
  bool wait_for_byte() const;
  /// Whether nobody holds it open for writing now.
  bool closed_by_all() const;
  /// Waits for that. False after 20 s.
  bool wait_until_closed() const;

 private:
  PrivateFolder folder_;
  std::string path_;
  int descriptor_ = -1;
};

/// Runs `body` in a process of its own and returns what waitpid says. An exception there is
/// status 93.
int in_process(const std::function<int()>& body);
pid_t start_process(const std::function<int()>& body);

}  // namespace lab::supervise::test
