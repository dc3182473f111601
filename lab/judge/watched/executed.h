#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "lab/record/reader.h"

// What was executed, counted: these events come by the million.

namespace lab::judge {

/// How often one line was begun.
struct HotLine {
  std::string file;
  int line = 0;
  std::uint64_t events = 0;
};

/// `line` events, of all processes of a run.
struct WatchedLines {
  static constexpr std::size_t kMostLines = std::size_t{1} << 16U;
  static constexpr std::size_t kMostFiles = 4096;

  bool on = false;
  std::uint64_t events = 0;
  std::uint64_t left_out = 0;  ///< events of lines beyond kMostLines

  void add(const record::Event& event);
  void rename_file(const std::string& from, const std::string& to);
  std::size_t distinct() const { return counts_.size(); }
  /// The `most` lines that were begun most often; of equals, by file and line.
  std::vector<HotLine> hottest(std::size_t most) const;
  record::Map to_map() const;

 private:
  bool file_number(std::string_view file, std::uint64_t& number);
  std::map<std::string, std::uint64_t, std::less<>> files_;
  std::string last_file_;
  std::uint64_t last_number_ = 0;
  std::unordered_map<std::uint64_t, std::uint64_t> counts_;  ///< file number and line, to events
};

/// `instruction` events, of all processes of a run.
struct WatchedInstructions {
  static constexpr std::size_t kMostOpcodes = 512;

  bool on = false;
  std::uint64_t events = 0;
  std::uint64_t left_out = 0;  ///< events of opcodes beyond kMostOpcodes
  std::map<std::string, std::uint64_t, std::less<>> opcodes;

  void add(const record::Event& event);
  struct Count {
    std::string opcode;
    std::uint64_t events = 0;
  };
  /// By how often, the most frequent first.
  std::vector<Count> by_count() const;
  record::Map to_map() const;
};

}  // namespace lab::judge
