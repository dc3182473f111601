#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "tests/supervise/child_families.h"
#include "tests/supervise/child_trespass.h"

// supervise_child BEHAVIOUR [ARGUMENT]: what the tests of lab/supervise let run.

namespace {

using Arguments = std::vector<std::string>;

int touch_memory(std::size_t bytes) {
  constexpr std::size_t kPage = 4096;
  constexpr std::size_t kBlock = std::size_t{1} << 20U;
  for (std::size_t done = 0; done < bytes; done += kBlock) {
    auto* block = static_cast<volatile char*>(std::malloc(kBlock));
    if (block == nullptr) return 97;
    for (std::size_t at = 0; at < kBlock; at += kPage)
      block[at] = 1;
  }
  wait_for_death();
}

int print_bytes(int stream, unsigned long count) {
  std::string block(std::size_t{64} << 10U, 'x');
  while (count > 0) {
    ssize_t written = write(stream, block.data(), std::min<unsigned long>(block.size(), count));
    if (written < 0) return 96;
    count -= static_cast<unsigned long>(written);
  }
  return 0;
}

int print_environment() {
  for (char** entry = environ; *entry != nullptr; ++entry)
    std::puts(*entry);
  return 0;
}

int print_descriptors() {
  DIR* folder = opendir("/proc/self/fd");
  while (const dirent* entry = readdir(folder)) {
    if (entry->d_name[0] == '.' || std::atoi(entry->d_name) == dirfd(folder)) continue;
    std::puts(entry->d_name);
  }
  return 0;
}

int print_status_lines(const Arguments& names) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    for (const std::string& name : names) {
      if (line.rfind(name + ":", 0) == 0) std::puts(line.c_str());
    }
  }
  return 0;
}

int print_limit(int resource) {
  rlimit limit{};
  getrlimit(static_cast<__rlimit_resource>(resource), &limit);
  std::printf("%lu\n", static_cast<unsigned long>(limit.rlim_cur));
  return 0;
}

int die_by(int number) {
  signal(number, SIG_DFL);
  raise(number);
  return 95;
}

int close_streams(int status) {
  close(STDOUT_FILENO);
  close(STDERR_FILENO);
  return status;
}

int signal_the_front(int number) {
  kill(getppid(), number);
  wait_for_death();
}

volatile sig_atomic_t interrupts = 0;
void count_interrupt(int) {
  interrupts = interrupts + 1;
}

// As Python does: the handler notes it, the program ends by itself a little later.
int end_at_interrupt(bool signal_front) {
  struct sigaction action {};
  action.sa_handler = count_interrupt;
  sigaction(SIGINT, &action, nullptr);
  sigset_t interrupt;
  sigset_t before;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  sigprocmask(SIG_BLOCK, &interrupt, &before);
  if (signal_front) kill(getppid(), SIGINT);
  std::puts("ready");
  std::fflush(stdout);
  while (interrupts == 0)
    sigsuspend(&before);
  std::puts("interrupted");
  return 7;
}

int deaf_to_interrupts() {
  signal(SIGINT, SIG_IGN);
  std::puts("ready");
  std::fflush(stdout);
  wait_for_death();
}

int die_in_raw_mode() {
  termios settings{};
  tcgetattr(STDIN_FILENO, &settings);
  cfmakeraw(&settings);
  tcsetattr(STDIN_FILENO, TCSANOW, &settings);
  return die_by(SIGKILL);
}

int count_stdin() {
  std::string text((std::istreambuf_iterator<char>(std::cin)), {});
  std::printf("%zu\n", text.size());
  return 0;
}

int stop_the_front() {
  kill(getppid(), SIGSTOP);
  return count_stdin();
}

int open_terminal() {
  std::puts(open("/dev/tty", O_RDWR) < 0 ? "none" : "open");
  return 0;
}

int dispatch(const std::string& behaviour, const Arguments& arguments) {
  auto text = [&] { return arguments.at(0).c_str(); };
  auto number = [&] { return std::atol(text()); };
  if (behaviour == "exit") return static_cast<int>(number());
  if (behaviour == "die-by") return die_by(static_cast<int>(number()));
  if (behaviour == "busy") return burn_cpu();
  if (behaviour == "wait") wait_for_death();
  if (behaviour == "stop-self") return raise(SIGSTOP);
  if (behaviour == "touch") return touch_memory(static_cast<std::size_t>(number()));
  if (behaviour == "print") return print_bytes(1, static_cast<unsigned long>(number()));
  if (behaviour == "print-error") return print_bytes(2, static_cast<unsigned long>(number()));
  if (behaviour == "environment") return print_environment();
  if (behaviour == "descriptors") return print_descriptors();
  if (behaviour == "status") return print_status_lines(arguments);
  if (behaviour == "limit") return print_limit(static_cast<int>(number()));
  if (behaviour == "close-streams") return close_streams(static_cast<int>(number()));
  if (behaviour == "signal-front") return signal_the_front(static_cast<int>(number()));
  if (behaviour == "end-at-interrupt") return end_at_interrupt(false);
  if (behaviour == "interrupt-front-and-end") return end_at_interrupt(true);
  if (behaviour == "deaf-to-interrupts") return deaf_to_interrupts();
  if (behaviour == "die-in-raw-mode") return die_in_raw_mode();
  if (behaviour == "count-stdin") return count_stdin();
  if (behaviour == "stop-front") return stop_the_front();
  if (behaviour == "open-terminal") return open_terminal();
  if (behaviour == "daemon") return double_forked_daemon(text());
  if (behaviour == "many") return many_children(text(), std::atoi(arguments.at(1).c_str()));
  if (behaviour == "deaf-grandchild") return grandchild_deaf_to_sigterm(text());
  if (behaviour == "chain") return endless_chain_of_forks(text());
  if (behaviour == "busy-grandchild") return busy_grandchild();
  if (behaviour == "trespass") return trespass(text(), arguments.size() > 1 ? arguments[1] : "");
  if (behaviour == "hold") return hold_open(text());
  std::fprintf(stderr, "supervise_child: no behaviour '%s'\n", behaviour.c_str());
  return 94;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 94;
  return dispatch(argv[1], Arguments(argv + 2, argv + argc));
}
