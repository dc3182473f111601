#include "lab/supervise/fork_server.h"

#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>

#include "lab/confine/request.h"

// The other side, and the whole picture, is lab/host/fork_server.cpp.

namespace lab::supervise {
namespace {

/// Python starts in 20 ms; a machine that swaps takes longer. Nobody waits for ever.
constexpr int kAnswerMilliseconds = 60'000;

bool has_ended(pid_t pid) {
  siginfo_t info{};
  int result = waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT);
  return result != 0 || info.si_pid == pid;
}

std::string read_all(const Descriptor& stream) {
  std::string text;
  char buffer[4096];
  ssize_t count = 0;
  while (stream && (count = read(stream.get(), buffer, sizeof buffer)) > 0)
    text.append(buffer, static_cast<std::size_t>(count));
  return text;
}

std::vector<std::string> variables_of(const Command& command) {
  std::vector<std::string> variables;
  if (!command.environment) return variables;
  for (const auto& [name, value] : *command.environment)
    variables.push_back(fmt::format("{}={}", name, value));
  return variables;
}

}  // namespace

ForkServer::ForkServer(std::filesystem::path program, std::vector<std::string> arguments,
                       std::map<std::string, std::string> environment) {
  command_.program = std::move(program);
  command_.arguments = std::move(arguments);
  command_.environment = std::move(environment);
  command_.environment->emplace(confine::kServerVariable, "1");
  command_.working_directory = "/";
  command_.limits = {0, 0, 0, 0};
}

ForkServer::~ForkServer() {
  stop();
}

void ForkServer::stop() {
  socket_.close();
  if (server_.pid < 0) return;
  kill(server_.pid, SIGKILL);
  while (waitpid(server_.pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  server_ = Child();
}

void ForkServer::ensure_started() {
  if (server_.pid > 0 && !has_ended(server_.pid)) return;
  stop();
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    throw RunError(fmt::format("cannot make a socket: {}", std::strerror(errno)));
  }
  socket_ = Descriptor(ends[0]);
  Descriptor theirs(ends[1]);
  command_.inherited = theirs.get();
  server_ = spawn(command_);
  command_.inherited = -1;
}

void ForkServer::fail(const std::string& why) {
  kill(server_.pid, SIGKILL);
  siginfo_t info{};
  waitid(P_PID, static_cast<id_t>(server_.pid), &info, WEXITED | WNOWAIT);
  check_started(command_, server_.errors);
  std::string said = read_all(server_.stderr_stream);
  stop();
  throw RunError(fmt::format("{} {}{}{}", command_.program.string(), why,
                             said.empty() ? "" : "; it said: ", said));
}

pid_t ForkServer::ask(const Start& start, const Command& command) {
  const Plan& plan = start.plan();
  confine::RunRequest request;
  request.script = command.forked->script.string();
  request.log = command.forked->log.string();
  request.watch = command.forked->watch;
  request.allow = command.forked->allow;
  request.environment = variables_of(command);
  request.confinement = plan.confinement;
  request.filter = plan.filter;
  request.errors = plan.errors;
  if (!confine::send_request(socket_.get(), request)) {
    if (errno == EMSGSIZE) throw RunError("the environment of the run is too large");
    fail("does not start");
  }
  pollfd answer{socket_.get(), POLLIN, 0};
  int ready = 0;
  do {
    ready = poll(&answer, 1, kAnswerMilliseconds);
  } while (ready < 0 && errno == EINTR);
  if (ready == 0) fail("does not answer");
  confine::Forked forked;
  if (recv(socket_.get(), &forked, sizeof forked, 0) != sizeof forked) fail("does not start");
  if (forked.pid <= 0) {
    throw RunError(fmt::format("{} cannot fork a run: {}", command_.program.string(),
                               std::strerror(forked.error)));
  }
  return forked.pid;
}

Child ForkServer::fork(const Command& command) {
  Start start(command);
  const pid_t pid = ask(start, command);
  return start.finish(pid);
}

}  // namespace lab::supervise
