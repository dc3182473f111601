#pragma once

#include "lab/watch/feed.h"

namespace lab::watch {

/// What show returns when a signal has ended it.
inline constexpr int kLeftBySignal = 130;

struct ShowOptions {
  double pace = 20;      ///< records of the program's own a second while it plays
  bool follows = false;  ///< the end of what is written, until somebody steps
  bool plain = false;    ///< sentences, one a line, instead of a screen
};

/// Shows a feed until the person leaves it, or, as plain sentences, until nothing can come any more.
/// SIGINT, SIGTERM, SIGHUP and SIGQUIT end it with the terminal as it was.
/// @returns 0; 130 when a signal ended it
int show(Feed& feed, const ShowOptions& options);

}  // namespace lab::watch
