#include "lab/commands/github_step.h"

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <stdexcept>

#include "lab/report/formats.h"
#include "lab/report/told.h"

namespace lab::commands {
namespace {

std::string random_token() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

/// The runner names a file for it in `variable`; elsewhere there is none.
void append_to(const char* variable, const std::string& text) {
  const char* path = std::getenv(variable);
  if (path == nullptr || *path == '\0') return;
  std::ofstream file(path, std::ios::binary | std::ios::app);
  file << text;
  if (!file.flush())
    throw std::runtime_error(fmt::format("{}: {} cannot be written", variable, path));
}

}  // namespace

GithubStep::GithubStep(bool on) {
  if (!on) return;
  token_ = random_token();
  fmt::print("::stop-commands::{}\n", token_);
  std::fflush(stdout);
}

GithubStep::~GithubStep() {
  resume();
}

void GithubStep::resume() {
  if (token_.empty()) return;
  fmt::print("::{}::\n", token_);
  std::fflush(stdout);
  token_.clear();
}

void GithubStep::finish(const report::Grading& grading) {
  if (token_.empty()) return;
  resume();
  fmt::print("{}", report::github_annotations(grading));
  std::fflush(stdout);
  append_to("GITHUB_STEP_SUMMARY", report::github_summary(grading));
  append_to("GITHUB_OUTPUT",
            fmt::format("result={}\npoints={:g}/{:g}\n", report::base64(report::classroom(grading)),
                        report::total_score(grading), report::total_points(grading)));
}

}  // namespace lab::commands
