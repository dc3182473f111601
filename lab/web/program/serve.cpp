#include <fmt/core.h>
#include <poll.h>
#include <spawn.h>
#include <unistd.h>

#include <cstdlib>
#include <iterator>
#include <memory>
#include <optional>

#include "lab/record/reader.h"
#include "lab/report/report.h"
#include "lab/supervise/signals.h"
#include "lab/web/page_html.h"
#include "lab/web/program/spec.h"
#include "lab/web/server.h"

// One loop: it takes in what the log holds more, sees the program end or its files saved, and ends by
// a signal. The browsers are answered by the server's threads.

namespace lab::web {
namespace {

/// While something is written, the log is looked at so often: an event is on the screen in less than
/// five times that.
constexpr auto kLook = std::chrono::milliseconds(20);

/// Opens the page where there is a desktop. Whether it could is not our business.
void open_browser(const std::string& address) {
  if (std::getenv("DISPLAY") == nullptr && std::getenv("WAYLAND_DISPLAY") == nullptr) return;
  std::string program = "xdg-open";
  std::string target = address;
  char* const words[] = {program.data(), target.data(), nullptr};
  pid_t child = 0;
  ::posix_spawnp(&child, "xdg-open", nullptr, nullptr, words, environ);
}

/// The one result in what `lab run --json` printed; null where it is none.
Json result_in(const std::optional<std::string>& printed) {
  if (!printed) return Json();
  const Json whole = Json::parse(*printed, nullptr, false);
  if (!whole.is_object() || !whole.contains("results") || whole["results"].empty()) return Json();
  return whole["results"].front();
}

class Service {
 public:
  explicit Service(Spec spec)
      : spec_(std::move(spec)), shared_(first_subject()), server_(shared_, spec_.port) {
    if (spec_.what == Spec::Do::watch) {
      program_.emplace(spec_.start);
    } else {
      open_log(spec_.log);
    }
  }

  int serve() {
    announce();
    for (;;) {
      if (!wait()) break;
      if (program_ && program_->look()) begin_anew();
      if (!opened_) try_open();
      more_ = shared_.advance(std::chrono::milliseconds(10));
      if (program_ && !program_->running() && !told_ && !more_) tell_end();
    }
    keep_log();
    return 0;
  }

 private:
  Subject first_subject() const {
    Subject subject = spec_.subject;
    subject.running = spec_.what == Spec::Do::watch;
    return subject;
  }

  void announce() const {
    fmt::print("lab: {} at {}\n", report::printable(spec_.subject.title), server_.address());
    if (!has_page())
      fmt::print(
          "lab: this lab was built without its page; with Node.js and npm, type: scripts/lab "
          "page\n");
    fmt::print("     Ctrl-C ends it\n");
    std::fflush(stdout);
    if (spec_.open) open_browser(server_.address());
  }

  /// @returns false when a signal says to end
  bool wait() {
    std::vector<pollfd> waited{{signals_.descriptor(), POLLIN, 0}};
    if (program_) {
      for (const int descriptor : program_->descriptors())
        waited.push_back({descriptor, POLLIN, 0});
    }
    // A log that nobody of ours writes may still be written by others.
    const bool idle = program_ ? told_ : shared_.finished();
    const int patience = more_ ? 0 : idle ? -1 : static_cast<int>(kLook.count());
    ::poll(waited.data(), waited.size(), patience);
    while (const auto signal = signals_.next()) {
      if (signal->ssi_signo != SIGCHLD && signal->ssi_signo != SIGCONT) return false;
    }
    return true;
  }

  void open_log(const std::filesystem::path& log) {
    Subject subject = first_subject();
    if (program_) subject.run = program_->run();
    auto timeline = std::make_unique<timeline::Timeline>(log);
    shared_.replace(std::move(timeline), std::move(subject));
    opened_ = true;
  }

  void try_open() {
    if (!program_) return;
    std::error_code error;
    if (!std::filesystem::exists(program_->log(), error)) return;
    try {
      open_log(program_->log());
    } catch (const record::LogError&) {
      // Its header is not written yet; when the program has ended, there is none to come.
      if (!program_->running()) opened_ = true;
    }
  }

  void begin_anew() {
    opened_ = told_ = false;
    Subject subject = first_subject();
    subject.run = program_->run();
    shared_.replace(nullptr, std::move(subject));
    fmt::print("lab: saved: run {}\n", program_->run());
    std::fflush(stdout);
  }

  void tell_end() {
    told_ = true;
    std::vector<std::string> notes;
    if (!program_->complaint().empty()) notes.push_back(program_->complaint());
    shared_.ended(result_in(program_->result()), std::move(notes));
    if (!program_->result() && !program_->complaint().empty())
      fmt::print(stderr, "{}", report::printable(program_->complaint(), true));
  }

  void keep_log() {
    if (!program_) return;
    const std::filesystem::path log = program_->log();
    const std::filesystem::path folder = spec_.start.folder;
    program_.reset();  // ends it
    std::error_code error;
    std::error_code ignored;
    std::filesystem::rename(log, spec_.keep, error);
    std::filesystem::remove_all(folder, ignored);
    if (!error)
      fmt::print("\nlab: the log: lab replay {}\n", report::printable(spec_.keep.string()));
  }

  Spec spec_;
  supervise::Signals signals_;  // before any thread, which would take them otherwise
  Shared shared_;
  Server server_;
  std::optional<live::Program> program_;
  bool opened_ = false;
  bool more_ = true;
  bool told_ = false;
};

}  // namespace

int serve(Spec spec) {
  return Service(std::move(spec)).serve();
}

}  // namespace lab::web
