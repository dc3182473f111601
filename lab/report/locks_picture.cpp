#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "lab/report/fit.h"
#include "lab/report/glyphs.h"
#include "lab/report/grid.h"
#include "lab/report/line.h"
#include "lab/report/number_text.h"
#include "lab/report/panel.h"
#include "lab/report/printable.h"
#include "lab/report/watched_pictures.h"

// A deadlock as the cycle that it is, each thread once and the first again at the end, and below it a
// row for each lock:
//
//     deadlock   told 100 ms after it had formed
//     Thread-1   holds A            dl.py:6
//     │          waits for B        dl.py:8
//     Thread-2   holds B            dl.py:11
//     │          waits for A        dl.py:13
//     Thread-1   and so on: nobody can go on
//     MainThread waits for the end of Thread-1   dl.py:22

namespace lab::report {
namespace {

constexpr std::size_t kMostCycle = 8;     ///< threads of one cycle that are drawn
constexpr std::size_t kMostWaiters = 4;   ///< threads that wait for it
constexpr std::size_t kMostPictures = 2;  ///< deadlocks
constexpr int kWidestThread = 18;

std::string place_text(const judge::EventPlace& place, const Style& style) {
  return place.file.empty() ? std::string()
                            : line_text(place.file, place.line, style.width / 4, style);
}

/// Draws the lines of one deadlock, its threads in a column of their own.
class CyclePicture {
 public:
  CyclePicture(const judge::WatchedDeadlock& deadlock, const Style& style)
      : deadlock_(deadlock), style_(style) {
    for (const auto* threads : {&deadlock.cycle, &deadlock.also}) {
      for (const judge::DeadlockedThread& one : *threads)
        column_ = std::max(column_, display_width(name_of(one)) + 2);
    }
  }

  std::string draw() const {
    const std::string after =
        duration_text(static_cast<double>(deadlock_.formed_ns) * 1e-9, style_);
    std::string out = Line()
                          .add("deadlock", Tone::bad)
                          .pad_to(column_)
                          .add("told " + after + " after it had formed", Tone::dim)
                          .render(style_);
    const auto& cycle = deadlock_.cycle;
    for (std::size_t i = 0; i < std::min(cycle.size(), kMostCycle); ++i)
      out += thread(cycle[i]);
    if (cycle.size() > kMostCycle) out += more(cycle.size() - kMostCycle);
    const bool comes_back = cycle.size() > 1 || !cycle[0].holds.empty();
    if (comes_back)
      out += row(name_of(cycle[0]), Tone::strong, "and so on: none of them can go on", "");
    const auto& also = deadlock_.also;
    for (std::size_t i = 0; i < std::min(also.size(), kMostWaiters); ++i)
      out += row(name_of(also[i]), Tone::plain, "waits for " + also[i].wants,
                 place_text(also[i].place, style_));
    if (also.size() > kMostWaiters) out += more(also.size() - kMostWaiters);
    return out;
  }

 private:
  std::string name_of(const judge::DeadlockedThread& one) const {
    return cut(shown(one.thread, style_), kWidestThread, style_);
  }

  std::string thread(const judge::DeadlockedThread& one) const {
    const std::string wants = "waits for " + one.wants;
    if (one.holds.empty())
      return row(name_of(one), Tone::strong, wants, place_text(one.place, style_));
    return row(name_of(one), Tone::strong, "holds " + one.holds, place_text(one.held, style_)) +
           row(std::string(glyphs(style_).margin), Tone::dim, wants, place_text(one.place, style_));
  }

  std::string row(const std::string& left, Tone tone, const std::string& what,
                  const std::string& place) const {
    const int room = std::max(style_.width - column_ - display_width(place) - 2, 10);
    Line line;
    line.add(left, tone).pad_to(column_).add(cut(shown(what, style_), room, style_));
    if (!place.empty()) line.add("  ").add(place, Tone::dim);
    return line.render(style_);
  }

  std::string more(std::size_t count) const {
    return row(std::string(glyphs(style_).ellipsis), Tone::dim,
               counted(count, "more thread", "more threads"), "");
  }

  const judge::WatchedDeadlock& deadlock_;
  const Style& style_;
  int column_ = 10;
};

std::string time_text(std::uint64_t nanoseconds, const Style& style) {
  return nanoseconds == 0 ? "" : duration_text(static_cast<double>(nanoseconds) * 1e-9, style);
}

std::string count_text(std::uint64_t count) {
  return grouped(std::to_string(count));
}

/// "12 (3 %)" of the acquisitions.
std::string contended_text(const judge::WatchedLock& lock) {
  if (lock.contended == 0) return {};
  if (!lock.acquisitions || *lock.acquisitions == 0) return count_text(lock.contended);
  const double share =
      100 * static_cast<double>(lock.contended) / static_cast<double>(*lock.acquisitions);
  return fmt::format("{} ({:.0f} %)", count_text(lock.contended), share);
}

std::string name_text(const judge::WatchedLock& lock, const Style& style) {
  if (!lock.name.empty()) return shown(lock.name, style);
  return lock.locks > 1 ? fmt::format("({} of them)", count_text(lock.locks)) : "";
}

std::vector<std::string> row_of(const judge::WatchedLock& lock, const Style& style) {
  return {name_text(lock, style),
          shown(lock.type, style),
          place_text(lock.made, style),
          lock.acquisitions ? count_text(*lock.acquisitions) : "",
          contended_text(lock),
          time_text(lock.waited_ns, style),
          time_text(lock.longest_ns, style),
          place_text(lock.longest_at, style),
          lock.signals == 0 ? "" : count_text(lock.signals),
          time_text(lock.signals_ns, style)};
}

/// Those that cost most first.
std::vector<const judge::WatchedLock*> by_cost(const judge::WatchedLocks& watched) {
  std::vector<const judge::WatchedLock*> locks;
  for (const judge::WatchedLock& lock : watched.locks)
    locks.push_back(&lock);
  std::stable_sort(locks.begin(), locks.end(), [](const auto* a, const auto* b) {
    const auto key = [](const judge::WatchedLock& lock) {
      return std::tuple(lock.waited_ns, lock.signals_ns, lock.acquisitions.value_or(0));
    };
    return key(*a) > key(*b);
  });
  return locks;
}

/// What no lock has anything to say about takes no room.
void leave_out_empty_columns(Grid& grid) {
  for (std::size_t column = grid.columns.size(); column-- > 0;) {
    const auto at = static_cast<std::ptrdiff_t>(column);
    const bool empty = std::all_of(grid.rows.begin(), grid.rows.end(),
                                   [column](const auto& row) { return row[column].empty(); });
    if (!empty) continue;
    grid.columns.erase(grid.columns.begin() + at);
    for (std::vector<std::string>& row : grid.rows)
      row.erase(row.begin() + at);
  }
}

}  // namespace

std::string draw_locks(const judge::WatchedLocks& watched, const Style& style) {
  std::string out;
  const auto deadlocks = watched.deadlocks();
  for (std::size_t i = 0; i < std::min(deadlocks.size(), kMostPictures); ++i)
    out += CyclePicture(*deadlocks[i], style).draw();
  if (deadlocks.size() > kMostPictures) {
    const std::string more =
        counted(deadlocks.size() - kMostPictures, "more deadlock", "more deadlocks");
    out += Line().add(fmt::format("{} {}", glyphs(style).ellipsis, more), Tone::dim).render(style);
  }
  if (watched.locks.empty()) return out;
  Grid grid;
  grid.columns = {
      {"lock"},         {"kind"},          {"made"}, {"taken", true},  {"contended", true},
      {"waited", true}, {"longest", true}, {"at"},   {"asleep", true}, {"for", true}};
  for (const judge::WatchedLock* lock : by_cost(watched)) {
    if (grid.rows.size() == kMostRows) break;
    grid.rows.push_back(row_of(*lock, style));
  }
  grid.left_out = watched.locks.size() - grid.rows.size();
  leave_out_empty_columns(grid);
  return out + draw_grid(std::move(grid), style);
}

std::string locks_text(const judge::WatchedLocks& watched, const Style& style) {
  std::uint64_t locks = 0;
  std::uint64_t contended = 0;
  std::uint64_t timeouts = 0;
  std::uint64_t waiting = 0;
  for (const judge::WatchedLock& lock : watched.locks) {
    locks += std::min<std::uint64_t>(lock.locks, std::uint64_t{1} << 32U);
    contended = judge::add_capped(contended, lock.contended);
    timeouts = judge::add_capped(timeouts, lock.timeouts);
    waiting = judge::add_capped(waiting, lock.waiting);
  }
  const std::string separator(glyphs(style).separator);
  const std::size_t deadlocks = watched.deadlocks().size();
  std::string text;
  if (deadlocks > 0) text = counted(deadlocks, "deadlock", "deadlocks") + separator;
  text += counted(locks, "lock", "locks") + separator +
          counted(contended, "contended acquisition", "contended acquisitions");
  if (timeouts > 0) text += separator + counted(timeouts, "time-out", "time-outs");
  if (waiting > 0)
    text += separator + counted(waiting, "thread", "threads") + " waiting at the end";
  return text;
}

}  // namespace lab::report
