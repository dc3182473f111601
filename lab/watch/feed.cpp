#include "lab/watch/feed.h"

#include "lab/record/reader.h"

namespace lab::watch {
namespace {

constexpr auto kBudget = std::chrono::milliseconds(20);

/// Reads the sources again where the log has come to know more of them.
void refresh_sources(const timeline::Timeline& timeline,
                     const std::map<std::string, std::filesystem::path>& copies, Scene& scene,
                     std::size_t& files) {
  const timeline::Overview& overview = timeline.overview();
  if (overview.own_files.size() == files) return;
  files = overview.own_files.size();
  scene.sources = timeline::sources(overview, copies);
}

}  // namespace

LogFeed::LogFeed(const std::filesystem::path& log, Scene scene)
    : timeline_(log), scene_(std::move(scene)) {}

bool LogFeed::take() {
  const bool more = timeline_.advance(kBudget);
  refresh_sources(timeline_, {}, scene_, files_);
  return more;
}

ProgramFeed::ProgramFeed(live::Program::Start start, Scene scene,
                         std::map<std::string, std::filesystem::path> copies, Judge judge)
    : program_(std::move(start)),
      scene_(std::move(scene)),
      copies_(std::move(copies)),
      judge_(std::move(judge)) {
  scene_.running = true;
}

void ProgramFeed::open() {
  std::error_code error;
  if (!std::filesystem::exists(program_.log(), error)) return;
  try {
    timeline_ = std::make_unique<timeline::Timeline>(program_.log());
    files_ = 0;
  } catch (const record::LogError&) {
    // Its header is not written yet: the next look will see it.
  }
}

void ProgramFeed::tell_end() {
  told_ = true;
  scene_.running = false;
  if (program_.result()) return judge_(*program_.result(), timeline_.get(), scene_);
  scene_.complaint = program_.complaint();
}

bool ProgramFeed::take() {
  if (program_.look()) {
    timeline_.reset();
    scene_.answers.clear();
    scene_.verdict.clear();
    scene_.complaint.clear();
    scene_.running = true;
    scene_.run = program_.run();
    told_ = false;
  }
  if (!timeline_) open();
  bool more = false;
  if (timeline_) {
    more = timeline_->advance(kBudget);
    refresh_sources(*timeline_, copies_, scene_, files_);
  }
  if (!program_.running() && !told_ && !more) tell_end();
  return more;
}

}  // namespace lab::watch
