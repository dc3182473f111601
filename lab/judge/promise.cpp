#include "lab/judge/check.h"
#include "lab/judge/trimmed.h"

namespace lab::judge {
namespace {

/// Takes `prefix` off the start of `text`, and the blanks behind it.
bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text = trimmed(text.substr(prefix.size()));
  return true;
}

}  // namespace

Promise read_promise(std::string_view source) {
  Promise promise;
  while (!source.empty()) {
    std::size_t end = source.find('\n');
    std::string_view line = trimmed(source.substr(0, end));
    source.remove_prefix(end == std::string_view::npos ? source.size() : end + 1);
    if (line.empty()) continue;
    if (!take(line, "#")) break;
    if (!take(line, "fails:")) continue;
    if (take(line, "error ")) {
      promise.cause = line;
    } else if (!line.empty()) {
      promise.checks.emplace_back(line);
    }
  }
  return promise;
}

}  // namespace lab::judge
