#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lab/live/program.h"
#include "lab/watch/view.h"

namespace lab::watch {

/// Where a view gets what it shows: a log that is there, or one that a program writes.
class Feed {
 public:
  virtual ~Feed() = default;
  /// Takes what is new, for some milliseconds at most. @returns whether there is more at once
  virtual bool take() = 0;
  /// Nothing where there is no log yet. Another one after the program was started anew.
  virtual timeline::Timeline* timeline() = 0;
  virtual const Scene& scene() const = 0;
  /// Whether anything can still come.
  virtual bool may_grow() const = 0;
  /// What to poll beside the keyboard.
  virtual std::vector<int> descriptors() const { return {}; }
};

/// A log, which somebody may still be writing.
class LogFeed : public Feed {
 public:
  /// @throws record::LogError
  LogFeed(const std::filesystem::path& log, Scene scene);
  bool take() override;
  timeline::Timeline* timeline() override { return &timeline_; }
  const Scene& scene() const override { return scene_; }
  bool may_grow() const override { return !timeline_.finished(); }

 private:
  timeline::Timeline timeline_;
  Scene scene_;
  std::size_t files_ = 0;  ///< whose text was read
};

/// A program that is started now, and anew when it is saved.
class ProgramFeed : public Feed {
 public:
  /// What a result says, for the scene: answers and verdict.
  using Judge = std::function<void(const std::string& json, timeline::Timeline* timeline, Scene&)>;
  /// @param copies as of timeline::sources
  ProgramFeed(live::Program::Start start, Scene scene,
              std::map<std::string, std::filesystem::path> copies, Judge judge);
  bool take() override;
  timeline::Timeline* timeline() override { return timeline_.get(); }
  const Scene& scene() const override { return scene_; }
  bool may_grow() const override { return program_.running() || !told_; }
  std::vector<int> descriptors() const override { return program_.descriptors(); }
  const std::filesystem::path& log() const { return program_.log(); }

 private:
  void open();
  void tell_end();

  live::Program program_;
  Scene scene_;
  std::map<std::string, std::filesystem::path> copies_;
  Judge judge_;
  std::unique_ptr<timeline::Timeline> timeline_;
  std::size_t files_ = 0;
  bool told_ = false;
};

}  // namespace lab::watch
