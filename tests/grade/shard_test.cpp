#include "lab/grade/shard.h"

#include <doctest.h>

#include <set>

namespace lab::grade {
namespace {

std::vector<Submission> class_of(std::size_t count) {
  std::vector<Submission> all;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string person(1, static_cast<char>('a' + i));
    all.push_back({person, "one", person + "/one.py", person + "/one.py", ""});
  }
  return all;
}

std::string persons(const std::vector<Submission>& submissions) {
  std::string text;
  for (const Submission& submission : submissions)
    text += submission.person;
  return text;
}

Environment of(std::map<std::string, std::string> variables) {
  return [variables](const char* name) -> std::optional<std::string> {
    auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

}  // namespace

TEST_CASE("ShardsByTurnsWithoutDurations") {
  const auto all = class_of(7);
  CHECK(persons(take_shard(all, {1, 3}, {})) == "adg");
  CHECK(persons(take_shard(all, {2, 3}, {})) == "be");
  CHECK(persons(take_shard(all, {3, 3}, {})) == "cf");
  CHECK(persons(take_shard(all, {8, 9}, {})).empty());
  CHECK(persons(take_shard(all, {1, 1}, {})) == "abcdefg");
}

TEST_CASE("LongestFirstToWhoHasTheLeast") {
  const auto all = class_of(5);
  // 8 | 7, then 6 to the 7's shard (13), 5 to the 8's (13), 4 to the first of the equal ones.
  const Durations durations = {{{"a", "one"}, 4.0},
                               {{"b", "one"}, 5.0},
                               {{"c", "one"}, 6.0},
                               {{"d", "one"}, 7.0},
                               {{"e", "one"}, 8.0}};
  CHECK(persons(take_shard(all, {1, 2}, durations)) == "abe");
  CHECK(persons(take_shard(all, {2, 2}, durations)) == "cd");
}

TEST_CASE("NeverRunCountsAsTheMeanOfItsExercise") {
  std::vector<Submission> all = class_of(3);
  all[2].slug = "slow";
  all.push_back({"d", "slow", "d/slow.py", "d/slow.py", ""});
  // c: 10 known. d: never run, the mean of slow is 10. So c and d part, a and b go to one each.
  const Durations durations = {{{"a", "one"}, 1.0}, {{"b", "one"}, 1.0}, {{"c", "slow"}, 10.0}};
  CHECK(persons(take_shard(all, {1, 2}, durations)) == "ac");
  CHECK(persons(take_shard(all, {2, 2}, durations)) == "bd");
}

TEST_CASE("EveryShardTogetherIsAllOfThem") {
  const auto all = class_of(20);
  const Durations durations = {{{"c", "one"}, 3.5}, {{"k", "one"}, 0.1}};
  std::multiset<std::string> seen;
  for (std::size_t index = 1; index <= 6; ++index) {
    for (const Submission& submission : take_shard(all, {index, 6}, durations))
      seen.insert(submission.person);
  }
  CHECK(seen.size() == 20);
  CHECK(std::set<std::string>(seen.begin(), seen.end()).size() == 20);
}

TEST_CASE("WordsOfAShard") {
  REQUIRE(parse_shard("2/3"));
  CHECK(parse_shard("2/3")->index == 2);
  for (const char* text :
       {"", "/", "1/", "/3", "0/3", "4/3", "1/3x", "+1/3", " 1/3", "1/99999999999999999999"})
    CHECK_FALSE(parse_shard(text));
}

TEST_CASE("NoteOfAShardIsReadBack") {
  const std::string note = shard_note({2, 3}, 10, 30);
  CHECK(note == "shard 2/3: 10 of 30 submissions");
  REQUIRE(shard_of_note(note));
  CHECK(shard_of_note(note)->index == 2);
  CHECK(shard_of_note(note)->count == 3);
  CHECK_FALSE(shard_of_note("passed over shard 2/3: no .py file"));
}

TEST_CASE("EnginesCountFromDifferentNumbers") {
  const AutoShard gitlab = find_shard(of({{"CI_NODE_INDEX", "1"}, {"CI_NODE_TOTAL", "4"}}));
  CHECK(gitlab.fault.empty());
  CHECK(gitlab.shard.index == 1);
  CHECK(gitlab.shard.count == 4);
  const AutoShard slurm = find_shard(of({{"SLURM_ARRAY_TASK_ID", "0"},
                                         {"SLURM_ARRAY_TASK_MIN", "0"},
                                         {"SLURM_ARRAY_TASK_COUNT", "4"}}));
  CHECK(slurm.fault.empty());
  CHECK(slurm.shard.index == 1);
}

TEST_CASE("SlurmArrayThatIsNotInStepsOfOne") {
  // --array=1,5,9: three tasks, the last is number 9.
  const AutoShard slurm = find_shard(of({{"SLURM_ARRAY_TASK_ID", "9"},
                                         {"SLURM_ARRAY_TASK_MIN", "1"},
                                         {"SLURM_ARRAY_TASK_COUNT", "3"}}));
  CHECK(slurm.fault.find("SLURM_ARRAY_TASK_ID=9") != std::string::npos);
}

}  // namespace lab::grade
