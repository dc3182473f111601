#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lab/judge/watched/fields.h"
#include "lab/judge/watched/gil_timeline.h"

// The ledger of every GIL, summed up. A thread goes round in
//
//             gil.wait            gil.take           gil.drop
//      off ─────────────► waits ───────────► runs ─────────────► off
//       └───────────────── gil.take ──────────┘
//
// *Stuck in C* is the part of a hold from the first gil.request of another thread to its end: the
// evaluation loop answers a request at the next jump back or call, so that a thread that does not
// is in C code (or was stopped by the kernel, which looks the same). Less than kAnswerTime is
// taken for running: so long an answer may take. While nobody waits nobody asks, and then nothing
// is known of where a hold was spent.
//
// gil.let_go and gil.retake are short for a drop for blocking and for a take by the thread that had
// it last: of the GIL of that thread's event before.
//
// A thread is off before its first wait after a drop, and from its last drop to the end of the
// ledger, unless it ended. The order of events is the log's: they are written under the GIL's own
// mutex. A time that goes backwards stands still.

namespace lab::judge {

/// Where a thread let go of a GIL, and how often.
struct GilSite {
  EventPlace place;
  std::string function;  ///< the C function that let go; empty: no symbol
  std::string called;    ///< what the line called; empty: not said
  std::uint64_t blocking = 0;
  std::uint64_t forced = 0;
};

/// A thread at one GIL.
struct GilThread {
  std::uint32_t pid = 0;
  std::uint32_t tid = 0;
  std::uint64_t time[kGilStates] = {};  ///< nanoseconds, by GilState
  std::uint64_t takes = 0;
  std::uint64_t forced = 0;
  GilTimeline timeline;

  std::optional<GilState> state;  ///< none before its first event, after it ended
  std::uint64_t since = 0;
  std::uint64_t last_site = 0;

  /// Running and stuck.
  std::uint64_t held() const { return time[0] + time[1]; }
  std::uint64_t of(GilState which) const { return time[static_cast<std::size_t>(which)]; }
};

/// A long hold or a long wait.
struct GilSpan {
  std::uint64_t nanoseconds = 0;
  std::uint64_t stuck = 0;  ///< of a hold
  std::uint64_t site = 0;   ///< of a hold, where it ended; of a wait, where the thread had let go
  std::uint32_t pid = 0;
  std::uint32_t tid = 0;
  std::uint32_t other = 0;  ///< of a hold, the thread that had waited longest; of a wait, the
                            ///< holder before it; 0: none
};

/// One GIL of one process.
struct GilLedger {
  std::uint32_t pid = 0;
  std::uint64_t gil = 0;  ///< address
  std::uint64_t interval_us = 0;
  std::uint64_t handoffs = 0;
  std::uint64_t counted = 0;  ///< by the interpreter, in ledgers that ended
  std::uint64_t forced = 0;
  std::uint64_t takes = 0;
  std::uint64_t overlaps = 0;  ///< taken while another had it, or dropped by one who had not
  std::optional<std::uint64_t> first_number;  ///< switch_number; of the ledger that is open
  std::uint64_t last_number = 0;
  bool ended = false;      ///< by gil.end
  std::uint64_t time = 0;  ///< of the last event

  std::uint32_t holder = 0;
  bool holder_known = false;
  std::uint64_t hold_start = 0;
  std::optional<std::uint64_t> request;                    ///< the first one of this hold
  std::unordered_map<std::uint32_t, std::size_t> threads;  ///< into WatchedGil::threads, by tid

  /// The interpreter's own count of hand-offs over the run, up to the last event.
  std::uint64_t switch_number() const;
};

struct WatchedGil {
  static constexpr std::size_t kMostGils = 256;
  static constexpr std::size_t kMostThreads = 4096;
  static constexpr std::size_t kMostSites = 4096;
  static constexpr std::size_t kMostSpans = 10;
  static constexpr std::size_t kMostToldSites = 50;      ///< in the result
  static constexpr std::uint64_t kAnswerTime = 100'000;  ///< nanoseconds

  bool on = false;
  GilAxis axis;
  std::vector<GilLedger> ledgers;
  std::vector<GilThread> threads;
  std::vector<GilSpan> longest_holds;  ///< the longest first
  std::vector<GilSpan> longest_waits;
  std::map<std::uint64_t, GilSite> sites;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> names;
  std::uint64_t left_out = 0;  ///< events of GILs, threads and sites beyond the bounds above

  void add(const record::Event& event, const EventOrigin& origin);
  /// The log is at its end: what lasts still lasts to the last event of its GIL. Twice does nothing.
  void finish();
  void rename_file(const std::string& from, const std::string& to);

  std::uint64_t handoffs() const;
  std::uint64_t switch_number() const;
  std::uint64_t forced() const;
  std::uint64_t overlaps() const;
  bool agrees() const;   ///< hand-offs and the interpreter's count, for each GIL
  bool cut_off() const;  ///< the ledger of a GIL did not come to its end
  /// Of threading, else "main thread" (whose number is the process's), else "thread 1234".
  std::string name_of(std::uint32_t pid, std::uint32_t tid) const;
  const GilSite* site(std::uint64_t number) const;
  record::Map to_map() const;

 private:
  GilLedger* ledger_of(std::uint32_t pid, std::uint64_t gil);
  GilLedger* last_ledger_of(std::uint32_t pid, std::uint32_t tid);
  void remember_last(const GilLedger& ledger, std::uint32_t tid);
  GilThread* thread_of(GilLedger& ledger, std::uint32_t tid);
  void enter(GilThread& thread, std::optional<GilState> state, std::uint64_t time);
  void spend(GilThread& thread, GilState state, std::uint64_t from, std::uint64_t to);
  void begin(GilLedger& ledger, const record::Event& event);
  struct Take {
    std::uint32_t from;
    bool handoff;
    std::uint64_t number;  ///< switch_number after it
  };
  void take(GilLedger& ledger, std::uint32_t tid, const Take& how);
  void drop(GilLedger& ledger, std::uint32_t tid, std::string_view reason, std::uint64_t site);
  void hold(GilLedger& ledger, std::uint32_t tid);
  void let_go(GilLedger& ledger, std::uint64_t site);
  void close(GilLedger& ledger);
  void add_site(const record::Event& event);
  void reach(std::uint64_t time);
  std::uint32_t longest_waiter(const GilLedger& ledger) const;

  std::map<std::pair<std::uint32_t, std::uint64_t>, std::size_t> ledgers_by_;
  /// By process and thread: the GIL that it has last taken, dropped or been named as the holder of.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> last_ledgers_;
};

}  // namespace lab::judge
