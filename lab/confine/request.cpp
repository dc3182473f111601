#include "lab/confine/request.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>

// A request is a list of "name=value", each ended by a NUL, as an environment is; the descriptors go
// beside it, in the order in which the names that stand for them come.

namespace lab::confine {
namespace {

constexpr std::size_t kMostDescriptors = 6;
constexpr std::size_t kLongestRequest = 128U << 10U;

struct Message {
  std::string text;
  std::array<int, kMostDescriptors> descriptors = {};
  std::size_t count = 0;

  void add(std::string_view name, std::string_view value) {
    text.append(name).append("=").append(value).push_back('\0');
  }
  void add_descriptor(std::string_view name, int descriptor) {
    if (descriptor < 0) return;
    add(name, "");
    descriptors.at(count++) = descriptor;
  }
};

std::string to_text(const Limit& limit) {
  return std::to_string(limit.resource) + ":" + std::to_string(limit.value.rlim_cur) + ":" +
         std::to_string(limit.value.rlim_max);
}

template <typename Number>
bool take_number(std::string_view& text, Number& number) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with(':')) text.remove_prefix(1);
  return true;
}

Message to_message(const RunRequest& request) {
  Message message;
  const Confinement& confinement = request.confinement;
  message.add("script", request.script);
  message.add("log", request.log);
  message.add("watch", request.watch);
  message.add("allow", request.allow);
  message.add("folder", confinement.folder);
  for (const std::string& variable : request.environment)
    message.add("variable", variable);
  for (const Limit& limit : confinement.limits)
    message.add("limit", to_text(limit));
  message.add("user", std::to_string(confinement.user));
  if (confinement.may_search) message.add("search", "");
  if (confinement.own_loopback) message.add("loopback", "");
  message.add_descriptor("stdin", confinement.streams[0]);
  message.add_descriptor("stdout", confinement.streams[1]);
  message.add_descriptor("stderr", confinement.streams[2]);
  message.add_descriptor("errors", request.errors);
  message.add_descriptor("ruleset", confinement.ruleset);
  message.add_descriptor("filter", request.filter);
  return message;
}

/// One line of a request. @returns whether it is of the form.
class Taker {
 public:
  Taker(RunRequest& request, const Message& message) : request_(request), message_(message) {}

  bool take(std::string_view name, std::string_view value) {
    Confinement& confinement = request_.confinement;
    if (name == "script") return request_.script = value, true;
    if (name == "log") return request_.log = value, true;
    if (name == "watch") return request_.watch = value, true;
    if (name == "allow") return request_.allow = value, true;
    if (name == "folder") return confinement.folder = value, true;
    if (name == "variable") return request_.environment.emplace_back(value), true;
    if (name == "limit") return take_limit(value);
    if (name == "user") return take_number(value, confinement.user);
    if (name == "search") return confinement.may_search = true;
    if (name == "loopback") return confinement.own_loopback = true;
    if (name == "stdin") return take_descriptor(confinement.streams[0]);
    if (name == "stdout") return take_descriptor(confinement.streams[1]);
    if (name == "stderr") return take_descriptor(confinement.streams[2]);
    if (name == "errors") return take_descriptor(request_.errors);
    if (name == "ruleset") return take_descriptor(confinement.ruleset);
    if (name == "filter") return take_descriptor(request_.filter);
    return false;
  }

 private:
  bool take_limit(std::string_view text) {
    Limit limit{};
    if (!take_number(text, limit.resource) || !take_number(text, limit.value.rlim_cur) ||
        !take_number(text, limit.value.rlim_max)) {
      return false;
    }
    request_.confinement.limits.push_back(limit);
    return true;
  }
  bool take_descriptor(int& descriptor) {
    if (next_ == message_.count) return false;
    descriptor = message_.descriptors.at(next_++);
    return true;
  }

  RunRequest& request_;
  const Message& message_;
  std::size_t next_ = 0;
};

std::optional<RunRequest> from_message(const Message& message) {
  RunRequest request;
  Taker taker(request, message);
  std::string_view rest = message.text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\0'));
    const std::size_t equals = line.find('=');
    if (line.size() == rest.size() || equals == std::string_view::npos) return std::nullopt;
    if (!taker.take(line.substr(0, equals), line.substr(equals + 1))) return std::nullopt;
    rest.remove_prefix(line.size() + 1);
  }
  return request;
}

union ControlBuffer {
  cmsghdr head;
  char bytes[CMSG_SPACE(sizeof(int) * kMostDescriptors)];
};

}  // namespace

bool send_request(int socket, const RunRequest& request) {
  Message message = to_message(request);
  ControlBuffer control{};
  iovec part{message.text.data(), message.text.size()};
  msghdr head{};
  head.msg_iov = &part;
  head.msg_iovlen = 1;
  head.msg_control = &control;
  head.msg_controllen = CMSG_SPACE(sizeof(int) * message.count);
  cmsghdr* rights = CMSG_FIRSTHDR(&head);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof(int) * message.count);
  std::memcpy(CMSG_DATA(rights), message.descriptors.data(), sizeof(int) * message.count);
  if (message.text.size() > kLongestRequest) {
    errno = EMSGSIZE;
    return false;
  }
  ssize_t sent = 0;
  do {
    sent = sendmsg(socket, &head, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(message.text.size());
}

std::optional<RunRequest> receive_request(int socket) {
  Message message;
  message.text.resize(kLongestRequest);
  ControlBuffer control{};
  iovec part{message.text.data(), message.text.size()};
  msghdr head{};
  head.msg_iov = &part;
  head.msg_iovlen = 1;
  head.msg_control = &control;
  head.msg_controllen = sizeof control;
  ssize_t count = 0;
  do {
    count = recvmsg(socket, &head, MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  if (count <= 0 || (head.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) return std::nullopt;
  message.text.resize(static_cast<std::size_t>(count));
  const cmsghdr* rights = CMSG_FIRSTHDR(&head);
  if (rights != nullptr && rights->cmsg_type == SCM_RIGHTS) {
    message.count = (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    std::memcpy(message.descriptors.data(), CMSG_DATA(rights), sizeof(int) * message.count);
  }
  return from_message(message);
}

}  // namespace lab::confine
