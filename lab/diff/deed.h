#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "lab/record/reader.h"

namespace lab::diff {

/// What one record says a program did, without what differs between any two runs of it: times,
/// durations, process and thread numbers, addresses, and the folder that a file lies in.
struct Deed {
  std::string name;  ///< "refcount.write", "observation" …
  std::string text;  ///< the rest, for comparison and for a person
  std::string file;  ///< name of the file, "" where the record has no place
  int line = 0;
  std::uint64_t time = 0;  ///< not compared
  std::size_t thread = 0;  ///< by its first appearance in the run; not compared
  bool operator==(const Deed& other) const {
    return name == other.name && text == other.text && file == other.file && line == other.line;
  }
};

/// The deeds of a log, one after the other.
class Deeds {
 public:
  /// @throws record::LogError
  /// @param only the beginning of the names to give; empty: all that the program alone decides.
  /// When threads get the GIL or a lock is the system's doing, and is given only by its name.
  /// @param library also what happens in Python's library
  Deeds(const std::string& log, std::string only, bool library)
      : log_(log), only_(std::move(only)), library_(library) {}
  /// @returns nothing at the end
  std::optional<Deed> next();
  record::Reader::Damage damage() const { return log_.damage(); }

 private:
  record::Reader log_;
  std::string only_;
  bool library_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> threads_;
};

}  // namespace lab::diff
