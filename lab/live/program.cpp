#include "lab/live/program.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace lab::live {
namespace {

constexpr std::size_t kMostComplaint = 64U << 10U;
constexpr std::size_t kMostPrinted = 64U << 20U;

struct Pipe {
  supervise::Descriptor reading;
  supervise::Descriptor writing;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::runtime_error(fmt::format("no pipe: {}", std::strerror(errno)));
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {supervise::Descriptor(ends[0]), supervise::Descriptor(ends[1])};
}

/// In the child, between fork and exec: nothing that takes a lock.
[[noreturn]] void become(const char* program, char* const* arguments, int out, int err) {
  // It ends its own program when it is told to end; should we be killed, so is it told.
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  // Of its own group: Ctrl-C in the terminal is for the view.
  ::setpgid(0, 0);
  const int null = ::open("/dev/null", O_RDONLY);
  ::dup2(null, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::execv(program, arguments);
  ::_exit(127);
}

/// Reads all that is there. @returns false when the stream has ended
bool drain(int stream, std::string& into, std::size_t most) {
  std::array<char, 16384> part;
  for (;;) {
    const ssize_t size = ::read(stream, part.data(), part.size());
    if (size == 0) return false;
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    if (into.size() < most) into.append(part.data(), static_cast<std::size_t>(size));
  }
}

}  // namespace

Program::Program(Start start) : start_(std::move(start)), saved_(start_.sources) {
  begin();
}

Program::~Program() {
  end();
}

void Program::begin() {
  ++run_;
  log_ = start_.folder / fmt::format("{}.lablog", run_);
  result_.reset();
  printed_.clear();
  complaint_.clear();
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  std::vector<std::string> words{"lab"};
  words.insert(words.end(), start_.arguments.begin(), start_.arguments.end());
  // In front of the program's own arguments, which may look like ours.
  words.insert(words.begin() + 2, {"--json", "--log-output", "--log", log_.string()});
  std::vector<char*> arguments;
  for (std::string& word : words)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ < 0)
    throw std::runtime_error(fmt::format("no process can be started: {}", std::strerror(errno)));
  if (pid_ == 0)
    become(start_.program.c_str(), arguments.data(), out.writing.get(), err.writing.get());
  ended_ = supervise::Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  stdout_ = std::move(out.reading);
  stderr_ = std::move(err.reading);
}

void Program::end() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

void Program::read_streams() {
  if (stdout_.get() >= 0 && !drain(stdout_.get(), printed_, kMostPrinted))
    stdout_ = supervise::Descriptor();
  if (stderr_.get() >= 0 && !drain(stderr_.get(), complaint_, kMostComplaint))
    stderr_ = supervise::Descriptor();
}

bool Program::look() {
  if (saved_.descriptor() >= 0 && saved_.take()) {
    start_anew();
    return true;
  }
  if (!running()) return false;
  int status = 0;
  const bool over = ::waitpid(pid_, &status, WNOHANG) == pid_;
  read_streams();
  if (over) {
    pid_ = -1;
    if (!printed_.empty()) result_ = std::move(printed_);
    printed_.clear();
  }
  return false;
}

void Program::start_anew() {
  end();
  std::error_code ignored;
  std::filesystem::remove(log_, ignored);  // who has it open can read on
  begin();
}

std::vector<int> Program::descriptors() const {
  std::vector<int> all;
  for (const int descriptor : {saved_.descriptor(), running() ? ended_.get() : -1,
                               running() ? stdout_.get() : -1, running() ? stderr_.get() : -1}) {
    if (descriptor >= 0) all.push_back(descriptor);
  }
  return all;
}

}  // namespace lab::live
