#include "lab/judge/watched/executed.h"

#include <algorithm>
#include <tuple>

#include "lab/judge/watched/fields.h"

namespace lab::judge {
namespace {

constexpr std::size_t kHottest = 10;
constexpr unsigned kLineBits = 32;

}  // namespace

bool WatchedLines::file_number(std::string_view file, std::uint64_t& number) {
  // As a rule the line before was of the same file.
  if (!files_.empty() && file == last_file_) {
    number = last_number_;
    return true;
  }
  auto at = files_.find(file);
  if (at == files_.end()) {
    if (files_.size() >= kMostFiles) return false;
    at = files_.emplace(std::string(file), files_.size()).first;
  }
  last_file_ = file;
  last_number_ = number = at->second;
  return true;
}

void WatchedLines::add(const record::Event& event) {
  on = true;
  ++events;
  std::uint64_t file = 0;
  if (!file_number(text_in(event, "file"), file)) {
    ++left_out;
    return;
  }
  const std::uint64_t key = (file << kLineBits) | static_cast<std::uint32_t>(line_in(event));
  auto at = counts_.find(key);
  if (at != counts_.end()) {
    ++at->second;
  } else if (counts_.size() < kMostLines) {
    counts_.emplace(key, 1);
  } else {
    ++left_out;
  }
}

void WatchedLines::rename_file(const std::string& from, const std::string& to) {
  auto file = files_.extract(from);
  if (file.empty() || files_.contains(to)) return;
  file.key() = to;
  files_.insert(std::move(file));
  last_file_.clear();
}

std::vector<HotLine> WatchedLines::hottest(std::size_t most) const {
  std::vector<const std::string*> names(files_.size());
  for (const auto& [name, number] : files_)
    names[number] = &name;
  std::vector<HotLine> lines;
  for (const auto& [key, events_here] : counts_) {
    const auto line = static_cast<std::uint32_t>(key);
    lines.push_back({*names[key >> kLineBits], static_cast<int>(line), events_here});
  }
  std::sort(lines.begin(), lines.end(), [](const HotLine& a, const HotLine& b) {
    return std::tie(b.events, a.file, a.line) < std::tie(a.events, b.file, b.line);
  });
  if (lines.size() > most) lines.resize(most);
  return lines;
}

record::Map WatchedLines::to_map() const {
  record::List list;
  for (HotLine& one : hottest(kHottest)) {
    list.emplace_back(record::Map{
        {"file", std::move(one.file)}, {"line", std::int64_t{one.line}}, {"events", one.events}});
  }
  return {{"events", events},
          {"distinct", std::uint64_t{distinct()}},
          {"hottest", list},
          {"left_out", left_out}};
}

void WatchedInstructions::add(const record::Event& event) {
  on = true;
  ++events;
  const std::string_view opcode = text_in(event, "opcode");
  auto at = opcodes.find(opcode);
  if (at != opcodes.end()) {
    ++at->second;
  } else if (opcodes.size() < kMostOpcodes) {
    opcodes.emplace(std::string(opcode), 1);
  } else {
    ++left_out;
  }
}

std::vector<WatchedInstructions::Count> WatchedInstructions::by_count() const {
  std::vector<Count> counts;
  for (const auto& [opcode, times] : opcodes)
    counts.push_back({opcode, times});
  std::stable_sort(counts.begin(), counts.end(),
                   [](const Count& a, const Count& b) { return a.events > b.events; });
  return counts;
}

record::Map WatchedInstructions::to_map() const {
  record::Map map;
  for (Count& count : by_count())
    map.emplace_back(std::move(count.opcode), count.events);
  return {{"events", events}, {"opcodes", map}, {"left_out", left_out}};
}

}  // namespace lab::judge
