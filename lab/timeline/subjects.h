#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "lab/record/reader.h"
#include "lab/timeline/event_shape.h"

namespace lab::timeline {

/// What records say the present state of, and for each the last record of each page that it has one
/// in: so the state at any record is found without reading from the start.
class Subjects {
 public:
  static constexpr std::size_t kMost = 4096;  ///< a log may be anybody's

  /// The subject of a record; nothing where it has none. A new one is made known.
  std::optional<std::size_t> of(const record::RawRecord& record, const EventShape* shape,
                                const record::Reader& texts);
  void note(std::size_t subject, std::uint64_t number);
  void end_page();

  std::size_t count() const { return names_.size(); }
  const std::string& name(std::size_t subject) const { return names_[subject]; }
  std::optional<std::size_t> find(const std::string& name) const;
  /// The last record of the subject before the page that begins with `number`.
  std::optional<std::uint64_t> last_before(std::size_t subject, std::uint64_t number) const;

 private:
  using Key = std::tuple<Role, std::uint32_t, std::uint64_t>;
  std::optional<std::size_t> named(const std::string& name);

  std::vector<std::string> names_;
  std::map<std::string, std::size_t> numbers_;
  std::map<Key, std::optional<std::size_t>> keys_;
  std::vector<std::vector<std::uint64_t>> lasts_;  ///< of pages that have ended
  std::map<std::size_t, std::uint64_t> page_;      ///< of the page that is being taken
};

/// "refcount/squares", "line/812/812" …; empty for a record that has none. The same for a record as
/// it lies in the log and for one that was decoded.
std::string subject_name(Role role, std::uint32_t pid, std::uint32_t tid, const std::string& key);

}  // namespace lab::timeline
