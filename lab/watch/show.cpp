#include "lab/watch/show.h"

#include <langinfo.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <memory>

#include "lab/supervise/signals.h"
#include "lab/watch/keys.h"
#include "lab/watch/plain.h"
#include "lab/watch/terminal.h"

namespace lab::watch {
namespace {

using Clock = std::chrono::steady_clock;

/// While something moves, the screen is drawn so often: an event is seen in less than three times
/// that.
constexpr auto kMove = std::chrono::milliseconds(30);

class Show {
 public:
  Show(Feed& feed, const ShowOptions& options, bool unicode)
      : feed_(feed), options_(options), terminal_(unicode) {}

  int run() {
    bool more = true;
    auto last = Clock::now();
    for (;;) {
      if (!wait(more)) return kLeftBySignal;
      more = feed_.take();
      begin_where_there_is_a_log();
      read_keys();
      if (quits_) return 0;
      const auto now = Clock::now();
      if (view_) {
        view_->tick(std::chrono::duration<double>(now - last).count());
        if (view_->quits()) return 0;
      }
      last = now;
      paint();
    }
  }

 private:
  void begin_where_there_is_a_log() {
    if (feed_.timeline() == looked_at_) return;
    looked_at_ = feed_.timeline();
    view_.reset();
    if (looked_at_ != nullptr)
      view_ = std::make_unique<View>(*looked_at_, options_.pace, options_.follows);
  }

  /// @returns false when a signal says to end
  bool wait(bool more) {
    std::vector<pollfd> waited{{STDIN_FILENO, POLLIN, 0},
                               {signals_.descriptor(), POLLIN, 0},
                               {terminal_.size_changes(), POLLIN, 0}};
    for (const int descriptor : feed_.descriptors())
      waited.push_back({descriptor, POLLIN, 0});
    const bool moves = feed_.may_grow() || (view_ && view_->playing());
    const int patience = more ? 0 : moves ? static_cast<int>(kMove.count()) : -1;
    ::poll(waited.data(), waited.size(), patience);
    // A terminal that is gone says nothing any more, at once and for ever.
    if ((waited[0].revents & (POLLHUP | POLLERR)) != 0) return false;
    while (const auto signal = signals_.next()) {
      if (signal->ssi_signo != SIGCHLD && signal->ssi_signo != SIGCONT) return false;
    }
    return true;
  }

  void read_keys() {
    while (const auto key = terminal_.key()) {
      if (!view_) {
        if (action_of(*key) == Action::quit) quits_ = true;
      } else if (view_->is_typing()) {
        view_->type(*key);
      } else {
        view_->act(action_of(*key));
      }
    }
  }

  void paint() {
    terminal_.fit();
    if (view_) return terminal_.paint(draw(*view_, feed_.scene(), terminal_.screen()));
    Frame frame;
    frame.rows.emplace_back(safe(feed_.scene().title, terminal_.screen().unicode), Look::title);
    frame.rows.emplace_back("  it is being started; q leaves", Look::dim);
    for (const std::string& line : wrapped(safe(feed_.scene().complaint, true), 76, 8))
      frame.rows.push_back(Row("  ").add(line, Look::bad));
    terminal_.paint(frame);
  }

  Feed& feed_;
  const ShowOptions& options_;
  supervise::Signals signals_;
  Terminal terminal_;
  timeline::Timeline* looked_at_ = nullptr;
  std::unique_ptr<View> view_;
  bool quits_ = false;
};

}  // namespace

int show(Feed& feed, const ShowOptions& options) {
  const bool unicode = std::string_view(::nl_langinfo(CODESET)) == "UTF-8";
  if (options.plain || !is_drawable()) return show_plain(feed, unicode);
  return Show(feed, options, unicode).run();
}

}  // namespace lab::watch
