#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "lab/record/blocks.h"
#include "lab/record/format.h"
#include "lab/record/header.h"
#include "lab/record/writer.h"

namespace lab::record {

/// A log mapped for writing: gives out room and never touches a page that could raise SIGBUS.
struct Writer::Mapping {
  /// @throws LogError
  explicit Mapping(const std::filesystem::path& path);
  ~Mapping();
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  /// Room for a record of `size` bytes, a multiple of 8; nullptr when there is none, which is
  /// counted. Takes no lock and makes, as a rule, no system call.
  std::byte* reserve(std::uint64_t size) noexcept;
  void count_lost(std::uint64_t size) noexcept;

  FileHeader* header = nullptr;

 private:
  Mapping(OpenLog log, const std::filesystem::path& path);
  bool make_ready(std::uint64_t begin, std::uint64_t end) noexcept;
  bool promise(std::uint64_t end) noexcept;
  bool populate(std::uint64_t from, std::uint64_t to) noexcept;

  std::byte* base_ = nullptr;
  std::uint64_t capacity_ = 0;
  /// Up to here this process may write at once. A copy of what the header promises, so that the
  /// fast path reads a cache line that nobody writes.
  alignas(64) std::atomic<std::uint64_t> ready_ = kHeaderSize;
  std::atomic<std::uint64_t> refused_ = 0;  ///< the file system had no blocks up to here
  Blocks blocks_;
};

inline void Writer::Mapping::count_lost(std::uint64_t size) noexcept {
  header->lost_records.fetch_add(1, std::memory_order_relaxed);
  header->lost_bytes.fetch_add(size, std::memory_order_relaxed);
}

inline std::byte* Writer::Mapping::reserve(std::uint64_t size) noexcept {
  if (size > kMaxRecordSize) [[unlikely]] {
    count_lost(size);
    return nullptr;
  }
  std::uint64_t begin = header->tail.fetch_add(size, std::memory_order_relaxed);
  std::uint64_t end = begin + size;
  if (end > ready_.load(std::memory_order_relaxed)) [[unlikely]] {
    if (!make_ready(begin, end)) {
      count_lost(size);
      return nullptr;
    }
  }
  return base_ + begin;
}

}  // namespace lab::record
