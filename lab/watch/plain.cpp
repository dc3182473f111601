#include "lab/watch/plain.h"

#include <fmt/core.h>
#include <poll.h>

#include "lab/supervise/signals.h"
#include "lab/watch/draw.h"
#include "lab/watch/show.h"

namespace lab::watch {
namespace {

constexpr int kPatience = 30;  // ms between two looks at a log that grows

std::string place_of(const timeline::Entry& entry) {
  if (entry.file.empty() || entry.line <= 0) return {};
  const std::size_t slash = entry.file.rfind('/');
  return fmt::format("{}:{}", entry.file.substr(slash == std::string::npos ? 0 : slash + 1),
                     entry.line);
}

class Plain {
 public:
  Plain(Feed& feed, bool unicode) : feed_(feed), unicode_(unicode) {}

  int run() {
    for (;;) {
      const bool more = feed_.take();
      if (!print_new()) return 0;
      if (!more && !feed_.may_grow()) break;
      if (!more && !wait()) return kLeftBySignal;
    }
    if (!feed_.scene().complaint.empty())
      fmt::print(stderr, "{}", report::printable(feed_.scene().complaint, true));
    if (!feed_.scene().verdict.empty()) fmt::print("{}\n", safe(feed_.scene().verdict, unicode_));
    std::fflush(stdout);
    return 0;
  }

 private:
  /// @returns false when nobody reads any more
  bool print_new() {
    timeline::Timeline* timeline = feed_.timeline();
    if (timeline != looked_at_) {
      looked_at_ = timeline;
      next_ = 0;
    }
    if (timeline == nullptr) return true;
    for (; next_ < timeline->count(); ++next_) {
      const timeline::Entry& entry = timeline->at(next_);
      if (!entry.own) continue;
      const std::uint64_t time =
          entry.record.time - std::min(entry.record.time, timeline->begin_time());
      fmt::print("{:>12}  {:<20}  {}\n", time_text(time), safe(place_of(entry), unicode_),
                 sentence_of(entry, timeline->overview().python, unicode_));
      if (std::ferror(stdout) != 0) return false;
    }
    return std::fflush(stdout) == 0;
  }

  bool wait() {
    std::vector<pollfd> waited{{signals_.descriptor(), POLLIN, 0}};
    for (const int descriptor : feed_.descriptors())
      waited.push_back({descriptor, POLLIN, 0});
    ::poll(waited.data(), waited.size(), kPatience);
    while (const auto signal = signals_.next()) {
      if (signal->ssi_signo != SIGCHLD && signal->ssi_signo != SIGCONT) return false;
    }
    return true;
  }

  Feed& feed_;
  bool unicode_;
  supervise::Signals signals_;
  timeline::Timeline* looked_at_ = nullptr;
  timeline::Number next_ = 0;
};

}  // namespace

int show_plain(Feed& feed, bool unicode) {
  return Plain(feed, unicode).run();
}

}  // namespace lab::watch
