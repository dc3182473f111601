#include "lab/commands/shard_option.h"

#include <fmt/core.h>

#include <cstdlib>
#include <fstream>
#include <optional>

#include "lab/commands/command.h"
#include "lab/commands/grade_end.h"
#include "lab/grade/merge.h"
#include "lab/grade/shard.h"

namespace lab::commands {
namespace {

std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

grade::Shard chosen_shard(const std::string& text) {
  if (text != "auto") {
    if (auto shard = grade::parse_shard(text)) return *shard;
    throw UsageError(fmt::format("--shard: '{}' is no shard; write 1/3, 2/3, 3/3 or auto", text));
  }
  const grade::AutoShard found = grade::find_shard(variable);
  if (!found.fault.empty()) throw UsageError(found.fault);
  return found.shard;
}

}  // namespace

void apply_shard(const ShardWords& words, std::vector<grade::Submission>& submissions,
                 std::vector<std::string>& notes) {
  if (words.shard.empty()) {
    if (words.durations.empty()) return;
    throw UsageError("--durations goes with --shard I/N or --shard auto");
  }
  const grade::Shard shard = chosen_shard(words.shard);
  grade::Durations durations;
  if (!words.durations.empty()) durations = grade::durations_of(read_report(words.durations));
  if (auto file = variable("TEST_SHARD_STATUS_FILE")) std::ofstream(*file, std::ios::app).flush();
  const std::size_t all = submissions.size();
  submissions = grade::take_shard(submissions, shard, durations);
  notes.push_back(grade::shard_note(shard, submissions.size(), all));
}

}  // namespace lab::commands
