#include "bindings/watch/nearest_name.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace lab::bindings {

std::size_t edit_distance(std::string_view one, std::string_view other) {
  // row[j]: from the first i characters of `one` to the first j of `other`.
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= one.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const std::size_t replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

std::vector<std::string> nearest_names(std::string_view name, std::vector<std::string> names) {
  constexpr std::size_t kMost = 3;
  const std::size_t farthest = std::max<std::size_t>(2, name.size() / 3);
  std::vector<std::pair<std::size_t, std::string>> near;
  for (std::string& candidate : names) {
    const std::size_t distance = edit_distance(name, candidate);
    if (distance <= farthest && distance < candidate.size()) {
      near.emplace_back(distance, std::move(candidate));
    }
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> nearest;
  for (auto& [distance, candidate] : near) {
    if (nearest.size() < kMost) nearest.push_back(std::move(candidate));
  }
  return nearest;
}

}  // namespace lab::bindings
