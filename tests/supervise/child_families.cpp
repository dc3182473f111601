#include "tests/supervise/child_families.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <initializer_list>

void wait_for_death() {
  for (;;)
    pause();
}

namespace {

int report_ready(const char* fifo) {
  int descriptor = open(fifo, O_WRONLY);
  if (descriptor < 0 || write(descriptor, "r", 1) != 1) _exit(99);
  return descriptor;
}

struct Pipe {
  Pipe() {
    if (pipe(ends) != 0) _exit(99);
  }
  void tell() const {
    if (write(ends[1], "r", 1) != 1) _exit(99);
  }
  void wait() const {
    char byte = 0;
    if (read(ends[0], &byte, 1) != 1) _exit(99);
  }
  int ends[2] = {-1, -1};
};

}  // namespace

int burn_cpu() {
  volatile bool forever = true;
  while (forever) {
  }
  return 0;
}

int hold_open(const char* fifo) {
  report_ready(fifo);
  wait_for_death();
}

int double_forked_daemon(const char* fifo) {
  Pipe ready;
  if (fork() == 0) {
    setsid();
    if (fork() != 0) _exit(0);
    setsid();
    for (int number : {0, 1, 2})
      close(number);
    report_ready(fifo);
    ready.tell();
    wait_for_death();
  }
  ready.wait();
  return 0;
}

int many_children(const char* fifo, int count) {
  Pipe ready;
  for (int number = 0; number < count; ++number) {
    pid_t pid = fork();
    if (pid < 0) return 98;
    if (pid > 0) continue;
    if (number % 2 == 0) setsid();
    report_ready(fifo);
    ready.tell();
    wait_for_death();
  }
  for (int number = 0; number < count; ++number)
    ready.wait();
  return 0;
}

int grandchild_deaf_to_sigterm(const char* fifo) {
  Pipe ready;
  if (fork() == 0) {
    if (fork() != 0) {
      for (;;)
        pause();
    }
    for (int number : {SIGTERM, SIGHUP, SIGINT})
      signal(number, SIG_IGN);
    report_ready(fifo);
    ready.tell();
    wait_for_death();
  }
  ready.wait();
  return 0;
}

// Each process makes the next one, in a session of its own, and dies: whoever reads a list of
// processes and kills by it comes too late most of the time. No byte per process, the FIFO would
// fill.
int endless_chain_of_forks(const char* fifo) {
  if (fork() != 0) wait_for_death();
  report_ready(fifo);
  for (;;) {
    if (fork() != 0) _exit(0);
    setsid();
  }
}

int busy_grandchild() {
  if (fork() == 0) {
    burn_cpu();
  }
  wait(nullptr);
  return 0;
}
