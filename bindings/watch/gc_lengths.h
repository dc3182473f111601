#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace lab::bindings {

/// Lengths of the collector's lists, within a budget of objects walked.
///
/// A length can only be had by walking the list, and a program with a million long-lived objects
/// would pay for that walk at each of its thousands of small collections. So each list has a
/// credit:
///
///     start     kFirstCredit: a short run, an exercise say, has every length
///     earned    a share of the objects that the program has made since the last collection: of a
///               hundred, kEarned for each list. To make one costs far more than to walk past it
///     spent     the objects walked
///
/// One walk may take an eighth of the credit. A list is not walked when it is expected to be
/// longer: by what the collector counts itself, or by its last walk; one whose walk had to be
/// broken off is expected to be twice as long as that. All of it counts objects, never time: the
/// same program gives the same events.
class ListLengths {
 public:
  static constexpr std::size_t kLists = 3;
  static constexpr std::uint64_t kFirstCredit = 500'000;
  static constexpr std::uint64_t kWalks = 8;
  static constexpr std::array<std::uint64_t, kLists> kEarned = {25, 5, 5};

  /// How far a walk came.
  struct Walked {
    std::uint64_t objects = 0;
    bool whole = false;  ///< false: there are more
  };

  /// The program has made so many objects since the last collection.
  void earn(std::uint64_t objects) {
    for (std::size_t number = 0; number < kLists; ++number) {
      std::uint64_t& credit = lists_[number].credit;
      credit = std::min(credit + objects * kEarned[number] / 100, kMostCredit);
    }
  }

  /// A collection has emptied the list; what is in it from now on is new.
  void emptied(std::size_t number) { lists_[number].expected = 0; }

  /// The length of a list, or nothing when the credit does not reach.
  /// @param estimate what the collector's own counts say about its length; 0: nothing
  /// @param walk walk(list, limit) → Walked
  template <typename Walk>
  std::optional<std::uint64_t> measure(std::size_t number, std::uint64_t estimate, Walk walk) {
    List& list = lists_[number];
    const std::uint64_t limit = list.credit / kWalks;
    if (std::max(list.expected, estimate) > limit) return std::nullopt;
    const Walked walked = walk(number, limit);
    list.credit -= std::min(list.credit, walked.objects);
    list.expected = walked.whole ? walked.objects : 2 * walked.objects + 1;
    if (!walked.whole) return std::nullopt;
    return walked.objects;
  }

  std::uint64_t credit(std::size_t number) const { return lists_[number].credit; }

 private:
  static constexpr std::uint64_t kMostCredit = std::uint64_t{1} << 32U;

  struct List {
    std::uint64_t credit = kFirstCredit;
    std::uint64_t expected = 0;  ///< its length as far as it is known
  };
  std::array<List, kLists> lists_;
};

}  // namespace lab::bindings
