#include "bindings/watch/alloc_events.h"

#include <algorithm>
#include <array>

#include "bindings/watch/alloc_hooks.h"
#include "bindings/watch/text_number.h"

// What the watch of allocations writes.
//
//   alloc.call    domain, call, address, size, old, file, line
//   alloc.total   domain, calls, frees, bytes, live_bytes, live_blocks, peak_bytes
//   alloc.line    file, line, calls, bytes, live_bytes, live_blocks
//   alloc.size    size_class, calls, bytes, live_blocks
//
// `calls` are those of malloc, calloc and realloc that gave a block, `bytes` what they asked for: a
// realloc from 100 to 120 bytes asks for 120. `frees` has no part in them. What is live was
// allocated under the watch, or moved by realloc under it.

namespace lab::bindings {
namespace {

using record::Field;
using record::FieldType;

constexpr Field kCallFields[] = {{"domain", FieldType::text},     {"call", FieldType::text},
                                 {"address", FieldType::address}, {"size", FieldType::uint64},
                                 {"old", FieldType::address},     {"file", FieldType::text},
                                 {"line", FieldType::int64}};
constexpr Field kTotalFields[] = {
    {"domain", FieldType::text},       {"calls", FieldType::uint64},
    {"frees", FieldType::uint64},      {"bytes", FieldType::uint64},
    {"live_bytes", FieldType::uint64}, {"live_blocks", FieldType::uint64},
    {"peak_bytes", FieldType::uint64}};
constexpr Field kAllocLineFields[] = {
    {"file", FieldType::text},         {"line", FieldType::int64},
    {"calls", FieldType::uint64},      {"bytes", FieldType::uint64},
    {"live_bytes", FieldType::uint64}, {"live_blocks", FieldType::uint64}};
constexpr Field kSizeFields[] = {{"size_class", FieldType::uint64},
                                 {"calls", FieldType::uint64},
                                 {"bytes", FieldType::uint64},
                                 {"live_blocks", FieldType::uint64}};

constexpr std::size_t kMostLines = 100;

std::uint64_t word(std::int64_t number) {
  return static_cast<std::uint64_t>(number);
}

std::uint64_t file_of(std::uint64_t key) {
  return key == 0 ? text_number("") : key >> 32U;
}

std::uint64_t line_of(std::uint64_t key) {
  return key & 0xFFFFFFFFU;
}

struct ClassSum {
  std::int64_t calls = 0, bytes = 0, live_blocks = 0;
  void add(const ClassTotals& totals) {
    calls += totals.calls.get();
    bytes += totals.bytes.get();
    live_blocks += totals.live_blocks.get();
  }
};

void write_domain(record::Writer& log, Domain domain, const DomainTotals& totals) noexcept {
  static const std::uint16_t schema = log.declare("alloc.total", kTotalFields);
  ClassSum sum;
  for (const ClassTotals& one : totals.classes)
    sum.add(one);
  log.event(schema,
            std::array{text_number(domain_name(domain)), word(sum.calls), word(totals.frees.get()),
                       word(sum.bytes), word(totals.live_bytes.get()), word(sum.live_blocks),
                       word(totals.peak_bytes.get())});
}

std::uint64_t write_sizes(record::Writer& log, const AllocLedger& ledger) noexcept {
  static const std::uint16_t schema = log.declare("alloc.size", kSizeFields);
  std::uint64_t written = 0;
  for (std::size_t at = 0; at < kSizeClasses; ++at) {
    ClassSum sum;
    for (const DomainTotals& totals : ledger.domains)
      sum.add(totals.classes[at]);
    if (sum.calls == 0 && sum.live_blocks == 0) continue;
    ++written;
    log.event(schema, std::array{16 * at, word(sum.calls), word(sum.bytes), word(sum.live_blocks)});
  }
  return written;
}

std::int64_t bytes_of(const LineTotals& line) {
  return line.with_gil.bytes.get() + line.raw.bytes.get();
}

std::int64_t calls_of(const LineTotals& line) {
  return line.with_gil.calls.get() + line.raw.calls.get();
}

std::uint64_t write_lines(record::Writer& log, const AllocLedger& ledger) noexcept {
  static const std::uint16_t schema = log.declare("alloc.line", kAllocLineFields);
  std::array<const LineTotals*, kMostLines + 1> largest{};
  std::size_t count = 0;
  const auto larger = [](const LineTotals* a, const LineTotals* b) {
    return bytes_of(*a) > bytes_of(*b);
  };
  for (const LineTotals& line : ledger.lines) {  // a heap, its smallest in front
    if (calls_of(line) == 0) continue;
    largest[count++] = &line;
    std::push_heap(largest.begin(), largest.begin() + count, larger);
    if (count <= kMostLines) continue;
    std::pop_heap(largest.begin(), largest.begin() + count, larger);
    --count;
  }
  std::sort_heap(largest.begin(), largest.begin() + count, larger);
  for (std::size_t at = 0; at < count; ++at) {
    const LineTotals& line = *largest[at];
    const std::uint64_t key = line.key.load(std::memory_order_relaxed);
    const LineCounts &gil = line.with_gil, &raw = line.raw;
    log.event(schema,
              std::array{file_of(key), line_of(key), word(calls_of(line)), word(bytes_of(line)),
                         word(gil.live_bytes.get() + raw.live_bytes.get()),
                         word(gil.live_blocks.get() + raw.live_blocks.get())});
  }
  return count;
}

}  // namespace

void write_alloc_call(record::Writer& log, const AllocCallEvent& event) noexcept {
  static const std::uint16_t schema = log.declare("alloc.call", kCallFields);
  constexpr std::array<std::string_view, 4> kCalls = {"malloc", "calloc", "realloc", "free"};
  log.event(schema, std::array{text_number(domain_name(event.domain)),
                               text_number(kCalls[static_cast<std::size_t>(event.call)]),
                               std::uint64_t{reinterpret_cast<std::uintptr_t>(event.block)},
                               std::uint64_t{event.size},
                               std::uint64_t{reinterpret_cast<std::uintptr_t>(event.old)},
                               file_of(event.line_key), line_of(event.line_key)});
}

std::uint64_t write_alloc_totals(record::Writer& log, const AllocLedger& ledger) noexcept {
  for (std::size_t at = 0; at < kDomains; ++at)
    write_domain(log, static_cast<Domain>(at), ledger.domains[at]);
  return kDomains + write_lines(log, ledger) + write_sizes(log, ledger);
}

}  // namespace lab::bindings
