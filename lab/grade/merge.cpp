#include "lab/grade/merge.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "lab/grade/progress.h"
#include "lab/report/report.h"

namespace lab::grade {
namespace {

auto key_of(const judge::Result& result) {
  return std::tie(result.person, result.exercise, result.source);
}

/// Which shards there are, by how many they are of.
class Shards {
 public:
  void add(Shard shard) { present_[shard.count].insert(shard.index); }
  /// A sentence for each division that is not whole.
  std::vector<std::string> missing() const {
    std::vector<std::string> sentences;
    for (const auto& [count, indices] : present_) {
      std::vector<std::string> names;
      for (std::size_t i = 1; i <= count && names.size() < kMostNamed; ++i) {
        if (!indices.contains(i)) names.push_back(fmt::format("{}/{}", i, count));
      }
      if (names.empty()) continue;
      sentences.push_back(fmt::format("missing: {} of {} shards, {}", count - indices.size(), count,
                                      fmt::join(names, ", ")));
    }
    return sentences;
  }

 private:
  static constexpr std::size_t kMostNamed = 20;
  std::map<std::size_t, std::set<std::size_t>> present_;
};

class Merging {
 public:
  void add(Part part) {
    report::Grading& grading = part.grading;
    if (!grading.complete) {
      whole_.complete = false;
      note(fmt::format("{} is not complete", part.name));
    }
    for (const std::string& text : grading.notes) {
      if (auto shard = shard_of_note(text)) {
        shards_.add(*shard);
      } else {
        note(text);
      }
    }
    whole_.seconds += grading.seconds;
    if (whole_.started.empty() || (!grading.started.empty() && grading.started < whole_.started)) {
      whole_.started = grading.started;
    }
    for (judge::Result& result : grading.results)
      add(std::move(result), part.name);
  }

  report::Grading take() {
    for (std::string& sentence : shards_.missing()) {
      whole_.complete = false;
      note(std::move(sentence));
    }
    auto in_order = [](const judge::Result& a, const judge::Result& b) {
      return key_of(a) < key_of(b);
    };
    std::stable_sort(whole_.results.begin(), whole_.results.end(), in_order);
    return std::move(whole_);
  }

 private:
  void note(std::string text) {
    auto& notes = whole_.notes;
    if (std::find(notes.begin(), notes.end(), text) == notes.end()) {
      notes.push_back(std::move(text));
    }
  }
  void add(judge::Result result, const std::string& file) {
    auto [first, fresh] =
        first_in_.try_emplace({result.person, result.exercise, result.source}, file);
    if (fresh) {
      whole_.results.push_back(std::move(result));
      return;
    }
    note(fmt::format("duplicate: {} ({}) in {} is in {} already, which counts", name_of(result),
                     report::printable(result.source), file, first->second));
  }

  report::Grading whole_{"", 0, {}, {}, true};
  Shards shards_;
  std::map<std::tuple<std::string, std::string, std::string>, std::string> first_in_;
};

}  // namespace

report::Grading merge(std::vector<Part> parts) {
  Merging merging;
  for (Part& part : parts)
    merging.add(std::move(part));
  return merging.take();
}

Durations durations_of(const report::Grading& grading) {
  Durations durations;
  for (const judge::Result& result : grading.results)
    durations[{result.person, result.exercise}] = result.seconds;
  return durations;
}

}  // namespace lab::grade
