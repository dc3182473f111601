#include "bindings/watch/alloc_ledger.h"

namespace lab::bindings {
namespace {

constexpr std::uint32_t kMostProbes = 256;  ///< then the table is taken to be full

std::uint64_t mixed(std::uint64_t key) noexcept {
  key *= 0x9e3779b97f4a7c15U;
  return key ^ (key >> 32U);
}

}  // namespace

std::uint32_t AllocLedger::line_index(std::uint64_t file, int line) noexcept {
  if (file == 0 || line < 0) return 0;
  const std::uint64_t key = (file << 32U) | static_cast<std::uint32_t>(line);
  const std::uint64_t start = mixed(key);
  for (std::uint32_t probe = 0; probe < kMostProbes; ++probe) {
    const auto index = static_cast<std::uint32_t>((start + probe) % kLines);
    if (index == 0) continue;
    std::uint64_t found = lines[index].key.load(std::memory_order_relaxed);
    if (found == key) return index;
    if (found == 0 && lines[index].key.compare_exchange_strong(found, key)) return index;
    if (found == key) return index;
  }
  return 0;
}

void AllocLedger::clear() noexcept {
  clear_calls();
  for (DomainTotals& totals : domains) {
    totals.live_bytes.set(0);
    totals.peak_bytes.set(0);
    for (ClassTotals& in_class : totals.classes)
      in_class.live_blocks.set(0);
  }
  for (LineTotals& line : lines) {
    for (LineCounts* counts : {&line.with_gil, &line.raw}) {
      if (counts->live_bytes.get() != 0) counts->live_bytes.set(0);
      if (counts->live_blocks.get() != 0) counts->live_blocks.set(0);
    }
  }
}

void AllocLedger::clear_calls() noexcept {
  for (DomainTotals& totals : domains) {
    totals.frees.set(0);
    totals.peak_bytes.set(totals.live_bytes.get());
    for (ClassTotals& in_class : totals.classes) {
      in_class.calls.set(0);
      in_class.bytes.set(0);
    }
  }
  for (LineTotals& line : lines) {  // most were never touched, and stay without memory
    for (LineCounts* counts : {&line.with_gil, &line.raw}) {
      if (counts->calls.get() != 0) counts->calls.set(0);
      if (counts->bytes.get() != 0) counts->bytes.set(0);
    }
  }
}

}  // namespace lab::bindings
