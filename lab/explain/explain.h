#pragma once

#include <string>
#include <string_view>

#include "lab/record/reader.h"

namespace lab::explain {

/// What a record means, for a person who has not read CPython's sources. The terminal, the page and
/// the report all say it in these words.
struct Explanation {
  /// One plain sentence with the values filled in; what is code stands between backquotes. Valid
  /// UTF-8. Texts of strangers stand in it as they are: who shows it escapes them.
  std::string sentence;
  std::string title;  ///< two to four words: "reference pushed"
  /// Where to read on, at docs.python.org or in CPython's sources; empty where nothing fits.
  std::string link;
};

/// @param python the version that ran, "3.11.2", whose documentation and sources are linked; empty:
/// those of the newest
Explanation explain(const record::Record& record, std::string_view python);

}  // namespace lab::explain
