#pragma once

#include <cstddef>
#include <cstdint>

#include "bindings/watch/alloc_ledger.h"
#include "lab/record/writer.h"

namespace lab::bindings {

enum class AllocCall : unsigned { malloc, calloc, realloc, free };

struct AllocCallEvent {
  Domain domain;
  AllocCall call;
  const void* block;
  std::size_t size;
  const void* old;         ///< of realloc
  std::uint64_t line_key;  ///< LineTotals::key
};

/// `alloc.call`. Any thread, nothing of Python is needed.
void write_alloc_call(record::Writer& log, const AllocCallEvent& event) noexcept;

/// The totals: `alloc.total` for each domain, `alloc.line` for the lines that took most bytes,
/// `alloc.size` for each size class that was used. @returns how many events it wrote
std::uint64_t write_alloc_totals(record::Writer& log, const AllocLedger& ledger) noexcept;

}  // namespace lab::bindings
