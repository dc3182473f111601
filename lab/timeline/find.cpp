#include "lab/timeline/entry.h"
#include "lab/timeline/state.h"
#include "lab/timeline/timeline.h"

// Most records do not fit by their name alone, which their schema tells: only the others are
// decoded.

namespace lab::timeline {
namespace {

using Clock = std::chrono::steady_clock;

std::string_view name_of(const record::RawRecord& raw, const EventShape* shape) {
  return shape != nullptr ? std::string_view(shape->schema->name) : kind_name(raw.kind);
}

/// Goes over the records from `first` on, up to `end`. @returns the number at which `take` said that
/// it has enough, or `end`
template <typename Take>
Number over(const record::Reader& log, const Index& index, Number first, Number end,
            const Take& take) {
  const Number page = first / kPageSize;
  Number number = page * kPageSize;
  if (page >= index.offsets.size()) return end;
  log.again_from(index.offsets[page], [&](const record::RawRecord& raw) {
    if (number >= end) return false;
    if (number >= first && !take(raw, number)) return false;
    ++number;
    return true;
  });
  return number;
}

class Search {
 public:
  Search(record::Reader& log, Index& index, const Query& query)
      : log_(log), index_(index), query_(query) {}

  bool fits(const record::RawRecord& raw, Number number) {
    const EventShape* shape = index_.shape(raw);
    if (!name_of(raw, shape).starts_with(query_.name)) return false;
    if (query_.own && !index_.is_own(raw, number)) return false;
    if (query_.text.empty()) return true;
    auto decoded = log_.decode(raw);
    if (!decoded) return false;
    Query text = query_;
    text.own = false;
    return timeline::fits(make_entry(number, std::move(*decoded), shape), text);
  }

 private:
  record::Reader& log_;
  Index& index_;
  const Query& query_;
};

}  // namespace

void Timeline::each(Number first, const Taken& take) {
  Index& index = state_->index;
  over(state_->log, index, first, count(), [&](const record::RawRecord& raw, Number number) {
    return take(number, name_of(raw, index.shape(raw)), index.is_own(raw, number));
  });
}

Timeline::Found Timeline::find(Number from, Direction direction, const Query& query,
                               std::chrono::milliseconds budget) {
  const auto deadline = Clock::now() + budget;
  Search search(state_->log, state_->index, query);
  Found found{std::nullopt, from, false};
  if (direction == Direction::forward) {
    over(state_->log, state_->index, from + 1, count(),
         [&](const record::RawRecord& raw, Number number) {
           found.reached = number;
           if (search.fits(raw, number)) found.number = number;
           return !found.number && (number % kPageSize != 0 || Clock::now() < deadline);
         });
    found.all = !found.number && found.reached + 1 >= count();
    return found;
  }
  while (found.reached > 0) {
    const Number first = (found.reached - 1) / kPageSize * kPageSize;
    over(state_->log, state_->index, first, found.reached,
         [&](const record::RawRecord& raw, Number number) {
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
