#pragma once

#include <sys/types.h>

#include <functional>
#include <string>

namespace lab::supervise::test {

/// A process with a terminal of its own, and the person in front of it.
class PseudoTerminal {
 public:
  /// `front` runs on the terminal and prints to it.
  explicit PseudoTerminal(const std::function<void()>& front);
  ~PseudoTerminal();
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;

  void type(const std::string& keys) const;
  /// Reads until `text` has appeared. False when the terminal was closed first, or after 20 s.
  bool wait_for(const std::string& text);
  /// All that was printed so far.
  const std::string& screen() const { return screen_; }

 private:
  pid_t pid_ = -1;
  int master_ = -1;
  std::string screen_;
  std::size_t seen_ = 0;
};

}  // namespace lab::supervise::test
