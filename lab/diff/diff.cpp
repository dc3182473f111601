#include "lab/diff/diff.h"

#include <fmt/core.h>

#include <algorithm>

namespace lab::diff {
namespace {

/// So many deeds of one thread may wait for the other run's.
constexpr std::size_t kMostWaiting = 1'000'000;

/// The deeds of one thread that the two runs have not matched yet; one of the two is empty.
struct Waiting {
  std::deque<Deed> left;
  std::deque<Deed> right;
  std::deque<Deed> before;
  std::uint64_t same = 0;
  bool parted = false;
};

class Comparison {
 public:
  explicit Comparison(const DiffOptions& options) : options_(options) {}

  void add(Deed deed, bool is_left) {
    Sums& sums = difference_.counts[deed.name];
    ++(is_left ? sums.left : sums.right);
    Waiting& waiting = threads_[options_.order ? 0 : deed.thread];
    if (waiting.parted) return;
    auto& own = is_left ? waiting.left : waiting.right;
    auto& other = is_left ? waiting.right : waiting.left;
    if (other.empty()) {
      if (own.size() < kMostWaiting) own.push_back(std::move(deed));
      return;
    }
    if (other.front() == deed) {
      matched(waiting, std::move(deed));
      other.pop_front();
      return;
    }
    part(deed.thread, waiting, is_left ? deed : other.front(), is_left ? other.front() : deed);
  }

  Difference finish() {
    // What one run did and the other never: the first of it, if nothing parted before.
    for (auto& [thread, waiting] : threads_) {
      if (waiting.parted) continue;
      if (!waiting.left.empty())
        part(thread, waiting, waiting.left.front(), std::nullopt);
      else if (!waiting.right.empty())
        part(thread, waiting, std::nullopt, waiting.right.front());
    }
    return std::move(difference_);
  }

 private:
  void matched(Waiting& waiting, Deed deed) {
    ++waiting.same;
    ++difference_.same;
    waiting.before.push_back(std::move(deed));
    if (waiting.before.size() > options_.context) waiting.before.pop_front();
  }

  /// Of several threads that part, the one that does so first in time is told.
  void part(std::size_t thread, Waiting& waiting, std::optional<Deed> left,
            std::optional<Deed> right) {
    waiting.parted = true;
    const std::uint64_t time = left ? left->time : right->time;
    if (!difference_.parting || time < difference_.parting->time) {
      difference_.parting =
          Parting{thread,          waiting.same,     {waiting.before.begin(), waiting.before.end()},
                  std::move(left), std::move(right), time};
    }
    waiting.left.clear();
    waiting.right.clear();
  }

  const DiffOptions& options_;
  Difference difference_;
  std::map<std::size_t, Waiting> threads_;
};

void note_damage(const std::string& log, const record::Reader::Damage& damage,
                 std::vector<std::string>& notes) {
  if (damage.lost_records > 0)
    notes.push_back(
        fmt::format("{}: the log was full: {} records were not kept", log, damage.lost_records));
  if (damage.cut || damage.corrupt_records > 0)
    notes.push_back(fmt::format("{}: damaged; compared up to its last whole record", log));
}

}  // namespace

Difference diff(const std::string& left, const std::string& right, const DiffOptions& options) {
  Deeds left_deeds(left, options.only, options.library);
  Deeds right_deeds(right, options.only, options.library);
  Comparison comparison(options);
  bool more = true;
  while (more) {
    more = false;
    for (const bool is_left : {true, false}) {
      auto deed = (is_left ? left_deeds : right_deeds).next();
      if (!deed) continue;
      more = true;
      comparison.add(std::move(*deed), is_left);
    }
  }
  Difference difference = comparison.finish();
  note_damage(left, left_deeds.damage(), difference.notes);
  note_damage(right, right_deeds.damage(), difference.notes);
  return difference;
}

}  // namespace lab::diff
