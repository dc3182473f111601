#include "lab/web/server.h"

#include <fmt/core.h>
#include <httplib.h>
#include <sys/random.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <thread>

#include "lab/web/page_html.h"

// One thread accepts, a few answer. A browser that waits for news holds one of them for at most 20 s;
// one that went away holds it no longer than that.

namespace lab::web {
namespace {

constexpr auto kPatience = std::chrono::seconds(20);
constexpr std::size_t kThreads = 24;
constexpr std::size_t kMostSteps = 20'000;

/// A parameter as a number; `fallback` where it is not there or is none.
template <typename T>
T number(const httplib::Request& request, const char* name, T fallback) {
  const std::string text = request.get_param_value(name);
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : fallback;
}

std::set<std::string> names(const std::string& list) {
  std::set<std::string> all;
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    if (end > at) all.insert(list.substr(at, end - at));
    at = end + 1;
  }
  return all;
}

void answer(httplib::Response& response, const std::string& json) {
  response.set_content(json, "application/json; charset=utf-8");
}

}  // namespace

std::string make_token() {
  std::array<unsigned char, 16> random{};
  if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size()))
    throw std::runtime_error("the kernel gives no random numbers");
  std::string token;
  for (const unsigned char byte : random)
    token += fmt::format("{:02x}", byte);
  return token;
}

bool is_own_origin(const std::string& host, const std::string& origin, const std::string& own) {
  // Another name for this machine is how a page of elsewhere would reach us (DNS rebinding).
  if (host != own) return false;
  return origin.empty() || origin == "http://" + own;
}

struct Server::Http {
  explicit Http(Shared& of) : shared(of) {}
  Shared& shared;
  httplib::Server server;
  std::thread thread;

  void route(const std::string& base, const std::string& own);
};

void Server::Http::route(const std::string& base, const std::string& own) {
  using httplib::Request;
  using httplib::Response;
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server.set_tcp_nodelay(true);
  server.set_payload_max_length(4096);
  server.set_keep_alive_timeout(30);
  server.set_default_headers({{"Cache-Control", "no-store"},
                              {"Cross-Origin-Resource-Policy", "same-origin"},
                              {"Referrer-Policy", "no-referrer"},
                              {"X-Content-Type-Options", "nosniff"},
                              {"X-Frame-Options", "DENY"}});
  server.set_pre_routing_handler([base, own](const Request& request, Response& response) {
    const bool ours =
        is_own_origin(request.get_header_value("Host"), request.get_header_value("Origin"), own);
    if (ours && request.path.starts_with(base)) return httplib::Server::HandlerResponse::Unhandled;
    response.status = ours ? 404 : 403;
    response.set_content("lab: the address of the page is the one that lab watch --web printed\n",
                         "text/plain; charset=utf-8");
    return httplib::Server::HandlerResponse::Handled;
  });
  server.Get(base, [](const Request&, Response& response) {
    const std::string_view page = page_html();
    response.set_content(page.data(), page.size(), "text/html; charset=utf-8");
  });
  server.Get(base + "api/run", [this](const Request& request, Response& response) {
    const auto known = number<std::int64_t>(request, "known", -1);
    const auto news = number<std::int64_t>(request, "news", -1);
    answer(response, shared.run(known, news, known < 0 ? std::chrono::seconds(0) : kPatience));
  });
  server.Get(base + "api/page", [this](const Request& request, Response& response) {
    answer(response, shared.page(number<timeline::Number>(request, "number", 0)));
  });
  server.Get(base + "api/lanes", [this](const Request& request, Response& response) {
    const auto steps = std::min(number<std::size_t>(request, "steps", 1000), kMostSteps);
    answer(response, shared.lanes(number<std::uint64_t>(request, "from", 0),
                                  number<std::uint64_t>(request, "to", 0), steps,
                                  names(request.get_param_value("ids"))));
  });
  server.Get(base + "api/find", [this](const Request& request, Response& response) {
    const timeline::Query query{request.get_param_value("name"), request.get_param_value("text"),
                                number<int>(request, "own", 0) != 0};
    const bool back = number<int>(request, "back", 0) != 0;
    answer(response,
           shared.find(number<timeline::Number>(request, "from", 0),
                       back ? timeline::Direction::back : timeline::Direction::forward, query));
  });
  server.Get(base + "api/at", [this](const Request& request, Response& response) {
    answer(response, shared.at(number<std::uint64_t>(request, "time", 0)));
  });
}

Server::Server(Shared& shared, int port) : http_(std::make_unique<Http>(shared)) {
  constexpr const char* kLoopback = "127.0.0.1";
  http_->server.set_socket_options([](int) {});  // a port that another has is not shared with it
  const bool bound = port == 0 ? (port = http_->server.bind_to_any_port(kLoopback)) > 0
                               : http_->server.bind_to_port(kLoopback, port);
  if (!bound) {
    throw std::runtime_error(fmt::format(
        "port {} of 127.0.0.1 is taken or not ours; leave --port out for a free one", port));
  }
  const std::string own = fmt::format("{}:{}", kLoopback, port);
  const std::string base = "/" + make_token() + "/";
  http_->route(base, own);
  address_ = "http://" + own + base;
  http_->thread = std::thread([this] { http_->server.listen_after_bind(); });
  // Until it listens it cannot be stopped.
  while (!http_->server.is_running() && http_->server.is_valid())
    std::this_thread::yield();
}

Server::~Server() {
  http_->shared.close();
  http_->server.stop();
  http_->thread.join();
}

}  // namespace lab::web
