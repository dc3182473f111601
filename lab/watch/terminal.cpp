#include "lab/watch/terminal.h"

// ncurses: newterm, addnstr, get_wch …; its macros (clear, timeout, …) are turned off.
#define NCURSES_NOMACROS 1
#include <curses.h>
#include <langinfo.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "lab/watch/keys.h"

namespace lab::watch {
namespace {

constexpr std::array kFaults{SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV};

/// A fault of ours leaves a terminal that can be typed in. endwin() may not be called in a handler by
/// the letter; the process is lost already, and without it so would be the terminal.
void give_back(int signal) {
  ::endwin();
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

int attributes_of(Look look, bool colour) {
  const auto pair = [&](int number) { return colour ? static_cast<int>(COLOR_PAIR(number)) : 0; };
  switch (look) {
    case Look::plain:
      return A_NORMAL;
    case Look::strong:
    case Look::title:
      return A_BOLD;
    case Look::dim:
      return A_DIM;
    case Look::good:
      return pair(1);
    case Look::bad:
      return pair(2) | static_cast<int>(A_BOLD);
    case Look::warn:
      return pair(3);
    case Look::current:
      return A_REVERSE;
  }
  return A_NORMAL;
}

int key_of(int code) {
  switch (code) {
    case KEY_LEFT:
      return kLeft;
    case KEY_RIGHT:
      return kRight;
    case KEY_SLEFT:
      return kShiftLeft;
    case KEY_SRIGHT:
      return kShiftRight;
    case KEY_HOME:
      return kHome;
    case KEY_END:
      return kEnd;
    case KEY_PPAGE:
      return kPageUp;
    case KEY_NPAGE:
      return kPageDown;
    case KEY_BACKSPACE:
      return 127;
    case KEY_ENTER:
      return '\n';
    case '\t':
      return kTab;
    default:
      return code;
  }
}

}  // namespace

bool is_drawable() {
  const char* term = std::getenv("TERM");
  return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0 && term != nullptr &&
         *term != '\0' && std::strcmp(term, "dumb") != 0;
}

Terminal::Terminal(bool unicode) : unicode_(unicode) {
  if (::newterm(nullptr, stdout, stdin) == nullptr)
    throw std::runtime_error("this terminal is not known here (TERM); --plain needs none");
  for (const int fault : kFaults)
    ::signal(fault, give_back);
  // As a descriptor to poll: a handler could run just before somebody begins to wait.
  sigset_t size_changes;
  sigemptyset(&size_changes);
  sigaddset(&size_changes, SIGWINCH);
  ::sigprocmask(SIG_BLOCK, &size_changes, nullptr);
  resized_ = supervise::Descriptor(::signalfd(-1, &size_changes, SFD_NONBLOCK | SFD_CLOEXEC));
  ::cbreak();
  ::noecho();
  ::nonl();
  ::curs_set(0);
  ::keypad(stdscr, TRUE);
  ::nodelay(stdscr, TRUE);
  ::set_escdelay(25);
  const char* no_colour = std::getenv("NO_COLOR");
  colour_ = ::has_colors() && (no_colour == nullptr || *no_colour == '\0');
  if (!colour_) return;
  ::start_color();
  ::use_default_colors();
  ::init_pair(1, COLOR_GREEN, -1);
  ::init_pair(2, COLOR_RED, -1);
  ::init_pair(3, COLOR_YELLOW, -1);
}

Terminal::~Terminal() {
  for (const int fault : kFaults)
    ::signal(fault, SIG_DFL);
  ::endwin();
}

Screen Terminal::screen() const {
  return {getmaxx(stdscr), getmaxy(stdscr), unicode_};
}

void Terminal::fit() {
  signalfd_siginfo seen{};
  while (::read(resized_.get(), &seen, sizeof seen) > 0) {
  }
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
    return;
  if (size.ws_row != getmaxy(stdscr) || size.ws_col != getmaxx(stdscr)) {
    ::resizeterm(size.ws_row, size.ws_col);
    ::clearok(stdscr, TRUE);
  }
}

void Terminal::paint(const Frame& frame) {
  ::werase(stdscr);
  int y = 0;
  for (const Row& row : frame.rows) {
    if (y >= getmaxy(stdscr)) break;
    ::wmove(stdscr, y++, 0);
    for (const Span& span : row.spans()) {
      ::wattrset(stdscr, attributes_of(span.look, colour_));
      ::waddnstr(stdscr, span.text.data(), static_cast<int>(span.text.size()));
    }
  }
  ::wattrset(stdscr, A_NORMAL);
  ::wrefresh(stdscr);
}

std::optional<int> Terminal::key() {
  const int code = ::wgetch(stdscr);
  if (code == ERR) return std::nullopt;
  if (code == KEY_RESIZE) return key();
  return key_of(code);
}

}  // namespace lab::watch
