#pragma once

#include "lab/watch/feed.h"

namespace lab::watch {

/// Prints each of the program's own records as a line: its time, its place, what it means. Ends when
/// nothing can come any more, and in a pipe when nobody reads.
/// @returns 0; 130 when a signal ended it
int show_plain(Feed& feed, bool unicode);

}  // namespace lab::watch
