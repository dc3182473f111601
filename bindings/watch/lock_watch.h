#pragma once

#include <memory>

#include "bindings/watch/watch.h"

namespace lab::bindings {

/// Watches all locks from now on. @param every an event for each call, not for contended ones only
/// @throws std::runtime_error when they are watched already, or cannot be
std::unique_ptr<Watch> watch_locks(record::Writer& log, bool every);

}  // namespace lab::bindings
