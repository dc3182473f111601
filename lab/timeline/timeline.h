#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lab/record/reader.h"
#include "lab/timeline/lane.h"

// A log for somebody who looks: its records numbered, forward and back, also while it grows.
//
//     log ──advance()──► index: for each page of 512 records where it begins, when, and what each
//                        subject and each lane had come to
//     number ──────────► page ──► the record · the moment · its cause
//     time, width ─────► lanes, from the records themselves where the range is short, from the
//                        index where it is long
//
// The index takes some 100 bytes a page and a few for each lane and subject that a page touches;
// records are read when they are looked at. Nothing is ever locked: the log is only read.

namespace lab::timeline {

/// Of a record: 0 is the first of the log, in the order of the file.
using Number = std::uint64_t;
inline constexpr Number kPageSize = 512;

/// A record with its number and what the index knows of it.
struct Entry {
  Number number = 0;
  record::Record record;
  std::string name;     ///< of an event its name; "observation", "structure", "process_start", …
  std::string subject;  ///< what it says the present state of: "refcount/squares"; empty: nothing
  std::string file;     ///< the place in Python code; empty where it has none
  int line = 0;
  std::string code;  ///< qualified name of the function
  bool own = false;  ///< of the program itself: its files, or no file and after its first line
};

struct Thread {
  std::uint32_t pid = 0;
  std::uint32_t tid = 0;
  std::string name;  ///< "MainThread"; empty where nothing named it
  auto operator<=>(const Thread&) const = default;
};

/// What stands in a log as a whole, as far as it is known.
struct Overview {
  std::string python;             ///< of the first process: "3.11.2"
  std::vector<std::string> argv;  ///< of the first process
  std::vector<Thread> threads;    ///< of observed processes, in the order in which they appeared
  std::map<std::string, std::uint64_t> counts;  ///< records of each name
  std::map<std::string, std::string> objects;   ///< watched: name → type
  std::optional<Number> first_own_line;         ///< where the program itself begins
  std::vector<std::string> own_files;           ///< as records name them; the first 64
  std::vector<Number> outputs;                  ///< events "output"; the first and last 2048
  std::uint64_t outputs_left_out = 0;           ///< between these
  std::vector<Number> observations;             ///< the first 4096
};

/// What holds after a record: for each subject the last that was said of it. Of a change of a watched
/// object, the structure that it has made is a part, though it stands behind it.
struct Moment {
  Number number = 0;
  std::uint64_t time = 0;  ///< ns since the log was created
  std::map<std::string, Entry> subjects;
};

/// What to look for. All that is given must fit; nothing given fits everything.
struct Query {
  std::string name;  ///< beginning of the record's name: "gc", "object.change"
  std::string text;  ///< in the name or in what it says; letters of either case
  bool own = false;  ///< only the program's own
};
enum class Direction { forward, back };

class Timeline {
 public:
  /// @throws record::LogError as record::Reader does.
  explicit Timeline(const std::filesystem::path& log);
  ~Timeline();
  Timeline(Timeline&&) noexcept;
  Timeline& operator=(Timeline&&) noexcept;

  /// Takes into the index what the log holds beyond what is known, for about so long.
  /// @returns whether there was more when the time was over.
  bool advance(std::chrono::milliseconds budget);

  Number count() const;              ///< records that are known
  bool finished() const;             ///< the log has ended and is wholly known
  double progress() const;           ///< share of the log's bytes that is known, 0 to 1
  std::uint64_t begin_time() const;  ///< of the first record, ns since the log was created
  std::uint64_t end_time() const;    ///< the latest time of any record
  record::Reader::Damage damage() const;
  const Overview& overview() const;

  // Each of these reads the log where it has to. `number` must be below count(). A record that does
  // not decode, or that was cut off the file since, is a notice that says so.

  const Entry& at(Number number);  ///< stays good until another page is read
  Moment moment(Number number);
  /// For each subject the last record before the page that `number` lies in.
  std::map<std::string, Entry> before_page(Number number);
  /// The last record at or before `time`; 0 where there is none.
  Number number_at(std::uint64_t time);
  /// The next record in that direction that fits, `from` itself excluded. Reads for about `budget`
  /// and then says how far it came: a log can be long.
  struct Found {
    std::optional<Number> number;
    Number reached = 0;  ///< the last that was looked at
    bool all = false;    ///< nothing is left in that direction
  };
  Found find(Number from, Direction direction, const Query& query,
             std::chrono::milliseconds budget = std::chrono::milliseconds(1000));
  /// Goes over the records from `first` on, without decoding them, for as long as `take` says true:
  /// its name, valid until the timeline ends, and whether it is the program's own. A hundred times
  /// as fast as at().
  using Taken = std::function<bool(Number number, std::string_view name, bool own)>;
  void each(Number first, const Taken& take);
  /// The record that brought this one about: of a write or a change the line that was executed, of
  /// a hand-off that the GIL was let go of, of letting go the request for it, of a collection's end
  /// its beginning … Nothing where the log does not tell.
  std::optional<Number> cause(Number number);
  /// The last record of a subject before record `before`.
  std::optional<Number> last_of(const std::string& subject, Number before);

  /// The lanes that the log has, without their content.
  std::vector<Lane> lanes() const;
  /// The content of all lanes, or of those named, in [from, to) ns, at most about `steps` steps for
  /// each: where there are more, neighbours are joined (lane.h).
  std::vector<Lane> lanes(std::uint64_t from, std::uint64_t to, std::size_t steps,
                          const std::set<std::string>& ids = {});

 private:
  Number line_of(const Entry& entry, const std::string& subject, Number last);
  void add_structure_behind(Number number, Moment& moment);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lab::timeline
