#pragma once

#include <cstdint>
#include <string_view>

#include "bindings/watch/alloc_ledger.h"
#include "lab/record/writer.h"

namespace lab::bindings {

/// Begins to count, in all three domains. With the GIL held.
/// @param calls null, or where every call is written as an event `alloc.call`
/// @returns false when it counts already
bool begin_alloc_hooks(record::Writer* calls) noexcept;

/// Ends it. What was counted stays until the next begin. With the GIL held.
void end_alloc_hooks() noexcept;

struct AllocHooksFootprint {
  std::uint64_t events = 0;
  std::uint64_t nanoseconds = 0;  ///< in the mem and object domains
};
AllocHooksFootprint alloc_hooks_footprint() noexcept;

AllocLedger& alloc_ledger() noexcept;

/// "raw", "mem", "object"
std::string_view domain_name(Domain domain) noexcept;

}  // namespace lab::bindings
