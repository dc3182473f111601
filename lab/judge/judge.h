#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/judge/exercise.h"
#include "lab/judge/result.h"
#include "lab/judge/watched/watched.h"
#include "lab/record/reader.h"
#include "lab/supervise/outcome.h"

namespace lab::judge {

/// Of a run that was cut short, its last events tell how far it came.
inline constexpr std::size_t kLastEvents = 3;

/// All that is known of one run: what the log says and how the process ended.
struct Run {
  std::vector<record::Observation> observations;  ///< in order; the last of a name counts
  Watched watched;                                ///< what the events say, summed up
  std::vector<record::Event> last_events;         ///< in order; at most kLastEvents
  std::optional<record::Exception> exception;  ///< the last that nothing caught, main process only
  bool ended = false;                          ///< the host wrote its end record
  std::optional<std::string> forbidden;        ///< why the host ended the run: what it tried
  std::vector<std::string> notices;            ///< what the host said of itself
  /// Whose lines may be quoted; empty: any (a plain script, run by who reads the page).
  std::vector<std::string> own_sources;
  record::Reader::Damage damage;  ///< what the log could not give back
  supervise::Outcome outcome;
  PythonVersion python;
};

/// Reads a log into a Run; `outcome` and `python` are the caller's to fill in.
/// Only records of the main process (the first to start) give `exception` and `ended`.
Run collect(record::Reader& log);

/// An observed value and the observation that it stands in.
struct Found {
  const record::Observation* observation = nullptr;
  const record::Value* value = nullptr;
};

/// The value at `path`: the name of an observation, then the indices of lists and the keys of maps
/// ("rows/0/refcount"; a negative index counts from the end). Where an observation's own name holds
/// a '/', the longest name that fits is meant. Only observations that the experiment's own code
/// made are looked at; of several with one name the last counts.
std::optional<Found> find_observed(const Run& run, std::string_view path);
/// The value of find_observed, or nullptr.
const record::Value* find_observation(const Run& run, std::string_view path);

/// Compares one run with the expected answers. How the process ended outranks what it observed:
/// only a run that came to its end can pass, and a run that did not has score 0 and shows nothing
/// about a claim; the checks that it reached keep their status for display. Observations not made
/// by the experiment's own code are ignored. Fills in everything but `source` and `log`, which the
/// caller alone knows.
Result judge(const Exercise& exercise, const Run& run);

/// How a run ended, without expected answers: of a plain script. `passed` with cause exited when it
/// came to its end with exit status 0, else `error`.
Result ended(const Run& run);

/// An exercise that was not run: it needs what is not here (`reason`: "needs Python >=3.12; this is
/// 3.11.2"). Status skipped, cause needs, 0 of 0 points.
Result skipped(const Exercise& exercise, std::string reason);
/// An exercise that is itself at fault. Status error, cause exercise.
Result broken(const Exercise& exercise, std::string reason);

}  // namespace lab::judge
