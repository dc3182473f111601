#include <algorithm>
#include <numeric>

#include "lab/judge/exercise.h"

namespace lab::judge {
namespace {

constexpr std::size_t kMost = 3;

/// The insertions, deletions, replacements and swaps of neighbours that make `left` into `right`,
/// with three rows of the usual table.
std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> before_last(right.size() + 1);
  std::vector<std::size_t> last(right.size() + 1);
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      std::size_t replaced = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      bool swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[right.size()];
}

}  // namespace

std::vector<std::string> nearest(std::string_view slug, const std::vector<std::string>& slugs) {
  struct Candidate {
    std::size_t distance;
    const std::string* slug;
  };
  std::vector<Candidate> candidates;
  for (const std::string& known : slugs) {
    std::size_t distance = edit_distance(slug, known);
    std::size_t far = std::max<std::size_t>(2, std::max(slug.size(), known.size()) / 3);
    // A very short word is within two edits of everything as short.
    if (distance <= far && distance < known.size()) candidates.push_back({distance, &known});
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return a.distance < b.distance; });
  if (candidates.size() > kMost) candidates.resize(kMost);
  std::vector<std::string> names;
  for (const Candidate& candidate : candidates)
    names.push_back(*candidate.slug);
  return names;
}

}  // namespace lab::judge
