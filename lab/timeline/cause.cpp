#include <fmt/core.h>

#include "lab/timeline/entry.h"
#include "lab/timeline/state.h"
#include "lab/timeline/timeline.h"

// Causes are found where the log tells them: by what another subject had come to when the record was
// written. Nothing is guessed: where the log lacks the other side, there is no cause.

namespace lab::timeline {
namespace {

bool is_flag(const Entry& entry, std::string_view field) {
  return number_field(entry.record, field).value_or(0) != 0;
}

std::string of_thread(std::string_view family, std::uint32_t pid, std::uint64_t tid) {
  return fmt::format("{}/{}/{}", family, pid, tid);
}

/// The subjects that may hold the cause, the likeliest first.
std::vector<std::string> suspects(const Entry& entry) {
  const record::Record& record = entry.record;
  const std::uint32_t pid = record.pid;
  const std::string line = of_thread("line", pid, record.tid);
  const std::string collection = fmt::format("gc/{}", pid);
  const std::string& name = entry.name;
  if (name == "gil.take") {
    if (!is_flag(entry, "handoff")) return {entry.subject};
    return {of_thread("gil", pid, number_field(record, "from").value_or(0))};
  }
  if (name == "gil.retake") return {entry.subject};
  if (name == "gil.drop" && text_field(record, "reason") == "request")
    return {fmt::format("request/{}", pid), line};
  if (name == "gil.request") return {of_thread("gil", pid, record.tid)};
  if (name == "gc.stop") return {collection};
  if (name == "structure")
    return {fmt::format("object/{}", std::get<record::Structure>(record.body).object), line};
  if (name.starts_with("death."))
    return text_field(record, "by") == "gc"
               ? std::vector<std::string>{collection}
               : std::vector<std::string>{fmt::format("refcount/{}", text_field(record, "object")),
                                          line};
  if (name == "task.step_end" || name == "task.step") return {entry.subject};
  if (name == "lock.acquire" && number_field(record, "waited_ns").value_or(0) == 0) return {line};
  if (name == "lock.acquire" || name == "lock.wait") return {entry.subject, line};
  if (name == "line" || name == "instruction" || name == "process_start") return {};
  return {line};
}

}  // namespace

std::optional<Number> Timeline::last_of(const std::string& subject, Number before) {
  const Number first = before - before % kPageSize;
  for (Number number = before; number > first; --number) {
    if (at(number - 1).subject == subject) return number - 1;
  }
  const auto known = state_->index.subjects.find(subject);
  if (!known) return std::nullopt;
  return state_->index.subjects.last_before(*known, first);
}

/// What an instruction has done is often seen when the next line has begun already: of the thread's
/// last lines, the one that the record itself names.
Number Timeline::line_of(const Entry& entry, const std::string& subject, Number last) {
  constexpr int kLines = 64;
  std::optional<Number> line = last;
  for (int i = 0; line && entry.line > 0 && i < kLines; ++i) {
    const Entry& executed = at(*line);
    if (executed.line == entry.line && executed.file == entry.file) return *line;
    line = last_of(subject, *line);
  }
  return last;
}

std::optional<Number> Timeline::cause(Number number) {
  const Entry entry = at(number);
  for (const std::string& subject : suspects(entry)) {
    if (subject.empty()) continue;
    const auto last = last_of(subject, number);
    if (last && subject.starts_with("line/")) return line_of(entry, subject, *last);
    if (last) return last;
  }
  return std::nullopt;
}

}  // namespace lab::timeline
