#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lab/diff/deed.h"

namespace lab::diff {

struct DiffOptions {
  std::string only;         ///< only records whose name begins so
  bool order = false;       ///< threads' records in their common order, not each thread's own
  bool library = false;     ///< also what happens in Python's library
  std::size_t context = 3;  ///< records before the parting
};

/// Where two runs part: the first deed of a thread that is not the same in both.
struct Parting {
  std::size_t thread = 0;
  std::uint64_t same = 0;  ///< deeds of that thread that were the same before
  std::vector<Deed> before;
  std::optional<Deed> left;  ///< nothing: that run had ended
  std::optional<Deed> right;
  std::uint64_t time = 0;  ///< in the left run, or in the right one where the left had ended
};

struct Sums {
  std::uint64_t left = 0;
  std::uint64_t right = 0;
};

struct Difference {
  std::uint64_t same = 0;  ///< deeds that were compared and the same, over all threads
  std::optional<Parting> parting;
  std::map<std::string, Sums> counts;  ///< of each name
  std::vector<std::string> notes;      ///< what a log could not give
};

/// Compares what two logs say was done. The logs are read side by side: memory is taken by how far
/// threads of one run are ahead of the other's, up to a bound, not by their length.
/// @throws record::LogError
Difference diff(const std::string& left, const std::string& right, const DiffOptions& options);

}  // namespace lab::diff
