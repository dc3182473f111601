#pragma once

#include <sys/mman.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace lab::bindings {

/// What is known of one live block, in a word.
///
///     63           41  40     39  38  37                   0
///     ┌───────────────┬────────┬─────┬──────────────────────┐
///     │ line          │ holds  │ 1 + │ size, at most        │
///     │               │ code   │ dom.│ 2^38 - 1             │
///     └───────────────┴────────┴─────┴──────────────────────┘
///
/// 0 is a block that is not known. "Domain" 0 with the code bit: a code object that was there
/// before the watch.
struct Block {
  static constexpr unsigned kSizeBits = 38;
  static constexpr std::uint64_t kMostSize = (std::uint64_t{1} << kSizeBits) - 1;
  static constexpr std::uint64_t kCode = std::uint64_t{1} << 40U;
  static constexpr unsigned kLineShift = 41;
  static constexpr std::uint32_t kLines = std::uint32_t{1} << (64 - kLineShift);

  static std::uint64_t pack(unsigned domain, std::size_t size, std::uint32_t line) noexcept {
    return (size < kMostSize ? size : kMostSize) | (std::uint64_t{domain + 1} << kSizeBits) |
           (std::uint64_t{line} << kLineShift);
  }
  static std::uint64_t size(std::uint64_t word) noexcept { return word & kMostSize; }
  /// 0 to 2; 3 and more: not counted
  static unsigned domain(std::uint64_t word) noexcept { return ((word >> kSizeBits) & 3U) - 1U; }
  static std::uint32_t line(std::uint64_t word) noexcept {
    return static_cast<std::uint32_t>(word >> kLineShift);
  }
};

/// The live blocks by address: a shadow of the address space, a word for each 16 bytes, since every
/// block of malloc and pymalloc begins at a multiple of 16.
///
///     address   47          34 33          20 19           4 3    0
///               │ directory   │ page         │ word         │ 0000 │
///
///     directory_[16384] ─► page[16384] ─► words[65536], 512 KiB for 1 MiB of addresses
///
/// There is no hashing and nothing to grow or to move: a block is found by two loads that
/// neighbours share, any thread may write the word of a block that is its own, and memory is
/// touched only where blocks begin. A hash table of two million live blocks would miss the cache at
/// every call instead. Tables come from mmap, and stay: a thread may be in a hook while the watch
/// ends.
class BlockMap {
 public:
  /// The word of the block at `address`; null where it has none and `make` is false, or beyond 48
  /// bits of address, or without memory.
  std::atomic<std::uint64_t>* word(const void* address, bool make) noexcept {
    const auto at = reinterpret_cast<std::uintptr_t>(address);
    if (at >> kAddressBits != 0) return nullptr;
    Page* page = table(directory_[at >> kDirectoryShift], make);
    if (page == nullptr) return nullptr;
    Words* words = table((*page)[(at >> kPageShift) % kTable], make);
    if (words == nullptr) return nullptr;
    return &(*words)[(at >> 4U) % kWords];
  }

  /// Calls each(word) for all that are not 0.
  template <typename Each>
  void for_each(Each each) noexcept {
    for (auto& slot : directory_) {
      Page* page = slot.load(std::memory_order_acquire);
      if (page == nullptr) continue;
      for (auto& inner : *page) {
        Words* words = inner.load(std::memory_order_acquire);
        if (words == nullptr) continue;
        for (auto& word : *words)
          if (word.load(std::memory_order_relaxed) != 0) each(word);
      }
    }
  }

 private:
  static constexpr unsigned kAddressBits = 48;
  static constexpr unsigned kDirectoryShift = 34;
  static constexpr unsigned kPageShift = 20;
  static constexpr std::size_t kTable = 16384;
  static constexpr std::size_t kWords = 65536;

  using Words = std::array<std::atomic<std::uint64_t>, kWords>;
  using Page = std::array<std::atomic<Words*>, kTable>;

  template <typename Table>
  static Table* table(std::atomic<Table*>& slot, bool make) noexcept {
    Table* found = slot.load(std::memory_order_acquire);
    if (found != nullptr || !make) [[likely]]
      return found;
    return made(slot);
  }

  /// A table of zeros, or the one that another thread has made meanwhile.
  template <typename Table>
  [[gnu::noinline]] static Table* made(std::atomic<Table*>& slot) noexcept {
    void* memory = ::mmap(nullptr, sizeof(Table), PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) return nullptr;
    Table* expected = nullptr;
    if (slot.compare_exchange_strong(expected, static_cast<Table*>(memory))) {
      return static_cast<Table*>(memory);
    }
    ::munmap(memory, sizeof(Table));
    return expected;
  }

  std::array<std::atomic<Page*>, kTable> directory_{};
};

}  // namespace lab::bindings
