#pragma once

#include <optional>

#include "lab/supervise/descriptor.h"
#include "lab/watch/draw.h"
#include "lab/watch/frame.h"

namespace lab::watch {

/// The terminal, taken over for as long as this lives and given back as it was, however that ends:
/// by a return, an exception, or a fault of ours that ends the process.
class Terminal {
 public:
  /// @throws std::runtime_error where the terminal is not one that a screen can be drawn on
  explicit Terminal(bool unicode);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// To poll for reading: the size has changed.
  int size_changes() const { return resized_.get(); }
  /// Takes over the size that the terminal has now.
  void fit();
  Screen screen() const;
  void paint(const Frame& frame);
  /// A key that was typed: a character, or one of keys.h. Does not wait. @returns nothing when there
  /// is none; a change of the size is no key.
  std::optional<int> key();

 private:
  supervise::Descriptor resized_;
  bool unicode_;
  bool colour_;
};

/// Whether stdin and stdout are a terminal that a screen can be drawn on.
bool is_drawable();

}  // namespace lab::watch
