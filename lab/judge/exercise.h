#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lab/judge/python_version.h"
#include "lab/record/value.h"

// An exercise as its exercise.toml states it. One folder per question:
//
//     exercises/<topic>/<slug>/exercise.toml  experiment.py  answer.py  starter.py  wrong/*.py

namespace lab::judge {

/// What we say of a statement that is commonly given as an answer.
enum class Verdict { holds, outdated, misleading, wrong };
std::string_view to_string(Verdict verdict);

struct Claim {
  std::string id;    ///< "a", "b", …
  std::string text;  ///< the statement, as it is usually given
  Verdict verdict = Verdict::holds;
  std::string since;   ///< the version from which the verdict stands ("3.4"); empty: always
  std::string source;  ///< "PEP 442", "bpo-38373"; empty: none
  std::string note;    ///< what to say instead, one or two sentences
};

// The operators. One per expectation; the key in exercise.toml has the operator's name.
struct Equals {
  record::Value value;
};
struct AtLeast {
  double value = 0;
};
struct AtMost {
  double value = 0;
};
struct Between {
  double low = 0;  ///< both ends are included
  double high = 0;
};
struct OneOf {
  std::vector<record::Value> values;
};
struct Matches {
  std::string pattern;  ///< ECMAScript regular expression, for the whole text
};
struct RatioTo {
  std::string observation;  ///< the observed value is divided by this one
  std::optional<double> at_least;
  std::optional<double> at_most;
};
struct SameAs {
  std::string observation;
};
struct DiffersFrom {
  std::string observation;
};
using Operator =
    std::variant<Equals, AtLeast, AtMost, Between, OneOf, Matches, RatioTo, SameAs, DiffersFrom>;
/// The key in exercise.toml: "equals", "at_least", …
std::string_view name_of(const Operator& op);

struct Expectation {
  std::string name;     ///< unique within the exercise for any one Python version
  std::string observe;  ///< name of an observation; "rows/0/refcount" goes into lists and maps
  Operator op;
  double points = 1;
  std::string claim;    ///< id of the claim that it bears on; empty: none
  std::string why;      ///< one line: why CPython does so
  std::string hint;     ///< shown when it fails
  VersionRange python;  ///< where it applies
  bool hidden = false;
  /// About what the experiment shows by itself: no answer can change it, so no wrong answer has to
  /// fail on it.
  bool demonstration = false;
  int line = 0;  ///< in exercise.toml
};

/// How to draw one observation above the expected answers. The front knows shapes, not meanings.
/// The kinds from `collections` on draw events, the others an observation.
enum class PanelKind {
  series,
  table,
  bars,
  cells,
  sparkline,
  collections,
  refcount,
  changes,
  lines,
  instructions,
  alloc,
  deaths,
  gil,
  locks,
  tasks
};
bool draws_events(PanelKind kind);
struct Panel {
  PanelKind kind = PanelKind::table;
  std::string title;
  std::string observe;               ///< as in Expectation; empty where events are drawn
  std::string object;                ///< refcount, changes, deaths: only this; empty: all
  std::vector<std::string> columns;  ///< table: which, in order; empty: all
  std::string steps;                 ///< series: an observation with a list of labels, one per step
  std::string unit;
  std::string caption;  ///< one sentence under the picture
};

struct Limits {
  double wall_seconds = 10;
  double cpu_seconds = 10;
  std::uint64_t memory_bytes = std::uint64_t{1} << 30U;
  std::uint64_t output_bytes = std::uint64_t{4} << 20U;
};

/// What `run.allow` may name. "ctypes": the memory of the process, by import ctypes; "trace": the
/// answer may set trace and profile functions; "shared-memory": /dev/shm, which multiprocessing's
/// locks and shared memory need.
inline constexpr std::array<std::string_view, 3> kAllowances = {"ctypes", "trace", "shared-memory"};

struct Link {
  std::string title;
  std::string url;
};

struct Exercise {
  int number = 0;
  std::string slug;   ///< the folder's name
  std::string topic;  ///< the name of the folder above it
  std::filesystem::path directory;
  std::string title;
  std::string question;
  std::string task;                    ///< what the learner writes, one paragraph
  bool loopback = false;               ///< needs.network is "loopback": sockets on this machine
  std::vector<std::string> functions;  ///< names that answer.py must define
  std::vector<std::string> hints;      ///< from gentle to plain
  std::string explanation;
  std::vector<Link> links;
  // needs
  VersionRange python;
  std::vector<std::string> packages;  ///< importable module names
  std::vector<std::string> programs;
  // run
  std::vector<std::string> watch;  ///< what to watch by default: "gc", "refcount:cache"
  Limits limits;
  /// What its runs may do beyond those of others, of kAllowances.
  std::vector<std::string> allow;
  bool site = false;  ///< false: run with -s -S
  std::map<std::string, std::string> environment;
  std::vector<Claim> claims;
  std::vector<Panel> panels;
  std::vector<Expectation> expectations;

  std::filesystem::path experiment() const { return directory / "experiment.py"; }
  std::filesystem::path answer() const { return directory / "answer.py"; }
  std::filesystem::path starter() const { return directory / "starter.py"; }
  const Claim* find_claim(std::string_view id) const;
};

/// The points of all expectations; a name that is stated for several Python versions counts once,
/// with the most that it can give.
double max_score(const Exercise& exercise);

/// A fault of the exercise itself, with its place: "…/exercise.toml:12:1: claim: 'z' is no claim of
/// this exercise (a, b, c)".
class ExerciseError : public std::runtime_error {
 public:
  /// @param line from 1; 0 when it is about the file as a whole
  ExerciseError(std::filesystem::path file, int line, int column, const std::string& what);
  const std::filesystem::path& file() const { return file_; }
  int line() const { return line_; }
  int column() const { return column_; }

 private:
  std::filesystem::path file_;
  int line_;
  int column_;
};

/// Reads and checks one exercise.toml. Unknown keys are errors, so that a misspelt one cannot pass.
/// @throws ExerciseError
Exercise load_exercise(const std::filesystem::path& exercise_toml);
/// The same from text; `exercise_toml` gives slug, topic and the name in messages. For tests.
Exercise parse_exercise(std::string_view toml, const std::filesystem::path& exercise_toml);

/// All exercises below `root` (<topic>/<slug>/exercise.toml), by number. Broken ones are left out
/// and returned beside them, as are those that repeat the number or the slug of another.
struct Catalogue {
  std::vector<Exercise> exercises;
  std::vector<ExerciseError> broken;
};
Catalogue load_catalogue(const std::filesystem::path& root);

/// The slugs nearest to `slug` by edit distance, best first, at most three and none that is far
/// off.
std::vector<std::string> nearest(std::string_view slug, const std::vector<std::string>& slugs);

}  // namespace lab::judge
