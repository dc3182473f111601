#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "bindings/internals/gc_state.h"

namespace lab::bindings {

/// Lengths of the collector's lists, within a budget of objects walked.
///
/// A length can only be had by walking the list, and a program with a million long-lived objects would
/// pay for that walk at each of its thousands of small collections. So each list has a credit:
///
///     start     kFirstCredit: a short run, an exercise say, has every length
///     earned    with every collection, kEarned / 100 per object that was collected or examined; a
///               collection costs far more per object than a walk does
///     spent     the objects walked
///
/// A list that was longer than the credit at its last walk is not walked; nor is one for which a walk
/// had to be broken off, until there is credit for twice as much. All of it counts objects, never time:
/// the same program gives the same events.
class ListLengths {
 public:
  using Walk = lab_gc_length (*)(int list, std::uint64_t limit);
  explicit ListLengths(Walk walk = lab_gc_list_length) : walk_(walk) {}

  static constexpr std::uint64_t kFirstCredit = 200'000;
  static constexpr std::uint64_t kEarned = 30;

  /// A collection has examined `objects`.
  void earn(std::uint64_t objects) {
    for (List& list : lists_) {
      list.credit = std::min(list.credit + objects * kEarned / 100 / kLabGenerations, kMostCredit);
    }
  }

  /// The length, or nothing when the credit does not reach.
  std::optional<std::uint64_t> measure(int number) {
    List& list = lists_[static_cast<std::size_t>(number)];
    if (list.expected > list.credit) return std::nullopt;
    const lab_gc_length length = walk_(number, list.credit);
    list.credit -= std::min(list.credit, length.objects);
    list.expected = length.whole ? length.objects : 2 * length.objects + 1;
    if (!length.whole) return std::nullopt;
    return length.objects;
  }

 private:
  static constexpr std::uint64_t kMostCredit = std::uint64_t{1} << 32U;

  struct List {
    std::uint64_t credit = kFirstCredit;
    std::uint64_t expected = 0;  ///< its length as far as it is known
  };
  std::array<List, kLabGenerations> lists_;
  Walk walk_;
};

}  // namespace lab::bindings
