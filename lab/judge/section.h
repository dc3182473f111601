#pragma once

#include "lab/judge/toml.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lab/judge/python_version.h"

namespace lab::judge {

/// A pair of bounds, both included.
template <typename T>
struct Bounds {
  T low;
  T high;
};

/// One table of an exercise.toml, read key by key. Every method that finds something wrong throws
/// ExerciseError with the place. finish() refuses the keys that nobody asked for, so a misspelt key
/// cannot pass unseen.
///
/// A key without a fallback must be there; a text must not be blank.
class Section {
 public:
  /// @param name what messages call it: "expect"; empty: the file itself
  Section(const toml::table& table, std::string name, const std::filesystem::path& file);

  std::string line(std::string_view key);           ///< text without a line break
  std::string line_or_empty(std::string_view key);  ///< the same, "" when it is not there
  std::string paragraph(std::string_view key);      ///< text, blank lines around it taken off
  std::string paragraph_or_empty(std::string_view key);
  std::vector<std::string> lines(std::string_view key);  ///< [] when it is not there
  std::vector<std::string> words(std::string_view key);  ///< the same, without blanks in them
  std::int64_t integer(std::string_view key, Bounds<std::int64_t> bounds);
  std::int64_t integer(std::string_view key, Bounds<std::int64_t> bounds, std::int64_t fallback);
  double number(std::string_view key, Bounds<double> bounds, double fallback);
  bool flag(std::string_view key, bool fallback);
  VersionRange range(std::string_view key);  ///< every version when it is not there
  /// One of `names`, as its index.
  std::size_t choice(std::string_view key, const std::vector<std::string_view>& names);

  std::optional<Section> section(std::string_view key);
  std::vector<Section> sections(std::string_view key);  ///< an array of tables; [] when not there
  /// The value itself, or nullptr; counts as asked for.
  const toml::node* take(std::string_view key);
  /// The keys that nobody has asked for yet, in the order of their names.
  std::vector<std::string> unknown_keys() const;
  void finish() const;  ///< after all keys have been asked for

  int line_number() const { return static_cast<int>(table_.source().begin.line); }

  [[noreturn]] void fail(const std::string& what) const;  ///< at the table
  [[noreturn]] void fail_at_key(std::string_view key, const std::string& what) const;
  [[noreturn]] void fail_at(const toml::node& node, const std::string& what) const;

 private:
  const toml::node& required(std::string_view key);
  std::string text_of(const toml::node& node, std::string_view key) const;
  std::string line_of(const toml::node& node, std::string_view key) const;
  [[noreturn]] void fail_type(const toml::node& node, std::string_view key,
                              std::string_view expected) const;
  [[noreturn]] void fail_place(const toml::source_position& place, const std::string& what) const;

  const toml::table& table_;
  std::string name_;
  const std::filesystem::path& file_;
  std::set<std::string, std::less<>> asked_;
};

/// "a, b, c"
std::string joined(const std::vector<std::string>& words);

/// "a string", "an integer", …
std::string_view type_name(const toml::node& node);

}  // namespace lab::judge
