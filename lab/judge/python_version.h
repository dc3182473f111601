#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lab::judge {

/// A CPython version, as far as answers are keyed by it.
struct PythonVersion {
  int major = 0;
  int minor = 0;
  int micro = 0;
  auto operator<=>(const PythonVersion&) const = default;
};

/// "3.11.2", "3.11" (micro 0), "3.15.0b1", "3.13.0+" (the suffix is ignored). Nothing when it is no
/// version.
std::optional<PythonVersion> parse_version(std::string_view text);
std::string to_string(const PythonVersion& version);

/// ">=3.11,<3.13.5": every condition must hold; empty: every version.
/// Two numbers speak of the whole minor version: "<=3.12" holds for every 3.12.x and ">3.12" begins
/// with 3.13.0.
class VersionRange {
 public:
  VersionRange() = default;
  /// Nothing when `text` is no range.
  static std::optional<VersionRange> parse(std::string_view text);
  bool contains(const PythonVersion& version) const;
  bool empty() const { return conditions_.empty(); }
  const std::string& text() const { return text_; }

 private:
  enum class Comparison { less, less_equal, greater, greater_equal, equal, not_equal };
  struct Condition {
    Comparison comparison;
    PythonVersion version;
    bool whole_minor;
  };
  std::vector<Condition> conditions_;
  std::string text_;
};

}  // namespace lab::judge
