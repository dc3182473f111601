#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lab/timeline/timeline.h"

// What the page is given: PROTOCOL.md beside this file describes every field.

namespace lab::web {

using Json = nlohmann::ordered_json;

/// What is looked at, as far as the log does not say it.
struct Subject {
  std::string title;     ///< "gc-cycles · question 4", "demo.py"
  std::string question;  ///< of an exercise; empty
  std::string command;   ///< "lab watch demo.py"
  /// Where the sources lie that the log knows in another place, by file name.
  std::map<std::string, std::filesystem::path> copies;
  Json result;  ///< one result of `lab run --json`; null while there is none
  int run = 1;
  bool running = false;  ///< the program has not ended
  std::vector<std::string> notes;
};

/// The run as a whole.
Json run_json(timeline::Timeline& timeline, const Subject& subject);
/// The same before there is a log.
Json empty_run_json(const Subject& subject);
/// One page of records, with the state before it.
Json page_json(timeline::Timeline& timeline, timeline::Number page);
/// The content of lanes in [from, to).
Json lanes_json(const std::vector<timeline::Lane>& lanes);
Json found_json(const timeline::Timeline::Found& found);

/// What the log could not give back, as sentences.
std::vector<std::string> damage_notes(const timeline::Timeline& timeline);

/// JSON as text: what is not UTF-8 stands as U+FFFD.
std::string text_of(const Json& json);

}  // namespace lab::web
