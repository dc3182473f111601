#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "lab/timeline/timeline.h"
#include "lab/web/subject.h"

namespace lab::web {

/// What several browsers look at: one log and what is known beside it. The server's threads read it,
/// the loop of the front brings it forward; each holds the lock while it does.
class Shared {
 public:
  /// Nothing is there yet.
  explicit Shared(Subject subject);

  /// Another log: the program was started anew.
  void replace(std::unique_ptr<timeline::Timeline> timeline, Subject subject);
  /// Takes what the log holds more, for about so long. @returns whether there is more at once
  bool advance(std::chrono::milliseconds budget);
  /// Whether nothing can come any more.
  bool finished();
  /// The program has ended, with this result.
  void ended(Json result, std::vector<std::string> notes);
  /// Nobody waits any longer.
  void close();

  /// Waits until more than `known` records are there, or the run has ended or is another since the
  /// news of that number; at most `patience`. @returns run_json
  std::string run(std::int64_t known, std::int64_t news, std::chrono::milliseconds patience);
  std::string page(timeline::Number page);
  std::string lanes(std::uint64_t from, std::uint64_t to, std::size_t steps,
                    const std::set<std::string>& ids);
  std::string find(timeline::Number from, timeline::Direction direction,
                   const timeline::Query& query);
  std::string at(std::uint64_t time);

 private:
  std::mutex mutex_;
  std::condition_variable news_;
  std::unique_ptr<timeline::Timeline> timeline_;
  Subject subject_;
  std::int64_t news_count_ = 0;  ///< ends and replacements, so that who waits is told of each
  bool closed_ = false;
};

/// Serves the page on 127.0.0.1, below a token that nobody can guess. Requests from pages of other
/// origins, by other names of this machine, or without the token are refused.
class Server {
 public:
  /// @param port 0: a free one
  /// @throws std::runtime_error when the port is taken
  Server(Shared& shared, int port);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  const std::string& address() const { return address_; }  ///< "http://127.0.0.1:41231/3f…/"

 private:
  struct Http;
  std::unique_ptr<Http> http_;
  std::string address_;
};

/// 128 bits from the kernel, as 32 hexadecimal digits.
std::string make_token();

/// Whether a request with these headers comes from our own page, or from no page.
/// @param own "127.0.0.1:41231"
bool is_own_origin(const std::string& host, const std::string& origin, const std::string& own);

}  // namespace lab::web
