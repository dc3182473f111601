#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lab/record/reader.h"

namespace lab::explain {

/// The fields of one event, for sentences.
class Words {
 public:
  explicit Words(const record::Event& event) : event_(event) {}

  const std::string& name() const { return event_.name; }
  bool has(std::string_view field) const;
  std::string text(std::string_view field) const;     ///< "" where it is absent or no text
  std::int64_t number(std::string_view field) const;  ///< 0 where it is absent
  bool flag(std::string_view field) const { return number(field) != 0; }
  std::string shown(std::string_view field) const;  ///< any value as text
  /// " at line 9 of demo.py", or "" where the event has no place.
  std::string place() const;
  /// "`STORE_SUBSCR` at line 9", or "something outside of Python code".
  std::string doer() const;

 private:
  const record::Value* find(std::string_view field) const;
  const record::Event& event_;
};

/// 1,234,567
std::string grouped(std::int64_t number);
/// "3 objects", "1 object"
std::string counted(std::int64_t number, std::string_view one, std::string_view many);
/// "12 ns", "3.4 µs", "1.2 ms", "2.5 s"
std::string duration(std::int64_t nanoseconds);
/// The last part of a path.
std::string file_name(std::string_view path);

/// "https://docs.python.org/3.11/" and the rest.
std::string docs(std::string_view python, std::string_view page);
/// A file of CPython's sources at the version's tag.
std::string source(std::string_view python, std::string_view file);

}  // namespace lab::explain
