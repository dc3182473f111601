// What isolation adds to a run, as one line of JSON: the same program with it and without, in turn.
//
//   lab_bench_isolation [ROUNDS]

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <vector>

#include "lab/supervise/isolation.h"
#include "lab/supervise/run.h"

namespace {

using namespace lab::supervise;

double milliseconds(const Command& command) {
  const auto start = std::chrono::steady_clock::now();
  run(command);
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

double median(std::vector<double> samples) {
  auto middle = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2);
  std::nth_element(samples.begin(), middle, samples.end());
  return *middle;
}

}  // namespace

int main(int argc, char** argv) {
  int rounds = 200;
  if (argc > 1) {
    const std::string_view text = argv[1];
    std::from_chars(text.data(), text.data() + text.size(), rounds);
  }
  PrivateFolder folder;
  Command bare;
  bare.program = "/bin/true";
  bare.working_directory = folder.path();
  Command isolated = bare;
  isolated.isolation.on = true;
  allow_system_files(isolated.isolation);
  allow_program(isolated.isolation, "/bin/true");
  isolated.isolation.writable.push_back(folder.path());
  isolated.isolation.user = ordinary_user({});
  isolated.limits.processes = 512;
  isolated.limits.folder_bytes = 1U << 20U;
  std::vector<double> with;
  std::vector<double> without;
  for (int round = 0; round <= rounds; ++round) {
    const double first = milliseconds(bare);
    const double second = milliseconds(isolated);
    if (round == 0) continue;  // what is made once for all runs
    without.push_back(first);
    with.push_back(second);
  }
  std::printf("{\"isolated_ms\": %.4f, \"bare_ms\": %.4f, \"rounds\": %d}\n", median(with),
              median(without), rounds);
}
