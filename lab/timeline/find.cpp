#include "lab/timeline/entry.h"
#include "lab/timeline/state.h"
#include "lab/timeline/timeline.h"

// Most records do not fit by their name alone, which their schema tells: only the others are
// decoded.

namespace lab::timeline {
namespace {

using Clock = std::chrono::steady_clock;

class Search {
 public:
  Search(record::Reader& log, Index& index, const Query& query)
      : log_(log), index_(index), query_(query) {}

  bool fits(const record::RawRecord& raw, Number number) {
    const EventShape* shape = index_.shape(raw);
    const std::string_view name =
        shape != nullptr ? std::string_view(shape->schema->name) : kind_name(raw.kind);
    if (!name.starts_with(query_.name)) return false;
    if (query_.own && !index_.is_own(raw, number)) return false;
    if (query_.text.empty()) return true;
    auto decoded = log_.decode(raw);
    if (!decoded) return false;
    Query text = query_;
    text.own = false;
    return timeline::fits(make_entry(number, std::move(*decoded), shape), text);
  }

  /// Goes over the records from `first` on, up to `end`. @returns the number at which `take` said
  /// that it has enough, or `end`
  template <typename Take>
  Number over(Number first, Number end, const Take& take) {
    const Number page = first / kPageSize;
    Number number = page * kPageSize;
    if (page >= index_.offsets.size()) return end;
    log_.again_from(index_.offsets[page], [&](const record::RawRecord& raw) {
      if (number >= end) return false;
      if (number >= first && !take(raw, number)) return false;
      ++number;
      return true;
    });
    return number;
  }

 private:
  record::Reader& log_;
  Index& index_;
  const Query& query_;
};

}  // namespace

Timeline::Found Timeline::find(Number from, Direction direction, const Query& query,
                               std::chrono::milliseconds budget) {
  const auto deadline = Clock::now() + budget;
  Search search(state_->log, state_->index, query);
  Found found{std::nullopt, from, false};
  if (direction == Direction::forward) {
    search.over(from + 1, count(), [&](const record::RawRecord& raw, Number number) {
      found.reached = number;
      if (search.fits(raw, number)) found.number = number;
      return !found.number && (number % kPageSize != 0 || Clock::now() < deadline);
    });
    found.all = !found.number && found.reached + 1 >= count();
    return found;
  }
  while (found.reached > 0) {
    const Number first = (found.reached - 1) / kPageSize * kPageSize;
    search.over(first, found.reached, [&](const record::RawRecord& raw, Number number) {
      if (search.fits(raw, number)) found.number = number;
      return true;
    });
    found.reached = found.number.value_or(first);
    if (found.number || Clock::now() >= deadline) return found;
  }
  found.all = true;
  return found;
}

}  // namespace lab::timeline
