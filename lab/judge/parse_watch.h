#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lab::judge {

/// One kind of thing that can be watched, for a person.
struct WatchName {
  std::string_view form;     ///< "refcount:NAME"
  std::string_view meaning;  ///< one line
};
std::span<const WatchName> watch_names();

/// "gc,refcount:cache" as its entries; blanks around an entry are taken off.
std::vector<std::string> split_watches(std::string_view list);

/// What is wrong with one entry and what to write instead; empty when it can be asked of a host.
std::string fault_of_watch(std::string_view watch);

}  // namespace lab::judge
