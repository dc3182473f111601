#include "tests/supervise/child_command.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <stdexcept>

namespace lab::supervise::test {
namespace {

constexpr int kPatience = 20000;  // ms, for failures only

}  // namespace

Command child(std::vector<std::string> arguments) {
  Command command;
  command.program = LAB_CHILD;
  command.arguments = std::move(arguments);
  command.limits = {0, 0, 0, 0};
  return command;
}

Fifo::Fifo() : path_(folder_.path() / "fifo") {
  if (mkfifo(path_.c_str(), 0600) != 0) throw std::runtime_error("mkfifo");
  descriptor_ = open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

Fifo::~Fifo() {
  close(descriptor_);
}

std::size_t Fifo::bytes() const {
  char buffer[4096];
  ssize_t count = read(descriptor_, buffer, sizeof buffer);
  return count < 0 ? 0 : static_cast<std::size_t>(count);
}

bool Fifo::wait_for_byte() const {
  pollfd waited{descriptor_, POLLIN, 0};
  return poll(&waited, 1, kPatience) == 1 && (waited.revents & POLLIN) != 0 && bytes() > 0;
}

bool Fifo::closed_by_all() const {
  char byte = 0;
  ssize_t count = 0;
  while ((count = read(descriptor_, &byte, 1)) > 0) {
  }
  return count == 0;
}

bool Fifo::wait_until_closed() const {
  pollfd waited{descriptor_, 0, 0};
  return poll(&waited, 1, kPatience) == 1 && (waited.revents & POLLHUP) != 0;
}

pid_t start_process(const std::function<int()>& body) {
  std::fflush(nullptr);
  pid_t pid = fork();
  if (pid != 0) return pid;
  int status = 93;
  try {
    status = body();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "in_process: %s\n", error.what());
  }
  std::fflush(nullptr);
  _exit(status);
}

int in_process(const std::function<int()>& body) {
  pid_t pid = start_process(body);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace lab::supervise::test
