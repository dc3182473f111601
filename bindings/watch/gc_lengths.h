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
///     earned    with every collection, kEarned in a hundred of the objects that it examined: a
///               collection costs far more per object than a walk does
///     spent     the objects walked
///
/// A list is not walked when it is expected to be longer than the credit: by what the collector
/// counts itself, or by its last walk. A walk that had to be broken off expects twice as much. All
/// of it counts objects, never time: the same program gives the same events.
class ListLengths {
 public:
  static constexpr std::size_t kLists = 3;
  static constexpr std::uint64_t kFirstCredit = 200'000;
  static constexpr std::uint64_t kEarned = 10;

  /// How far a walk came.
  struct Walked {
    std::uint64_t objects = 0;
    bool whole = false;  ///< false: there are more
  };

  /// A collection has examined so many objects.
  void earn(std::uint64_t objects) {
    for (List& list : lists_) {
      list.credit = std::min(list.credit + objects / 100 * kEarned, kMostCredit);
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
    if (std::max(list.expected, estimate) > list.credit) return std::nullopt;
    const Walked walked = walk(number, list.credit);
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
