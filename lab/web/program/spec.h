#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "lab/live/program.h"
#include "lab/web/subject.h"

// `lab` starts this program with one argument, a JSON object that says what to do:
//
//   "do"         "watch": run and serve; "look": serve a log; "report": write a file
//   "subject"    {title, question, command, copies: {file name: path}, result}
//   "log"        of look and report: the log
//   "program"    of watch: `lab`
//   "arguments"  of watch: of `lab run`, with the target and all options but those of the log
//   "sources"    of watch: files that start it anew when they are saved
//   "folder"     of watch: where its logs lie while it runs
//   "keep"       of watch: where the last log goes
//   "port"       of watch and look: 0 for a free one
//   "open"       of watch and look: whether to open a browser
//   "out"        of report: the file, "-" for stdout
//   "most"       of report: records that it may hold

namespace lab::web {

struct Spec {
  enum class Do { watch, look, report } what = Do::look;
  Subject subject;
  std::filesystem::path log;
  live::Program::Start start;
  std::filesystem::path keep;
  int port = 0;
  bool open = false;
  std::string out;
  std::size_t most = 0;
};

/// @throws std::exception when it is no such object
Spec parse_spec(const std::string& json);

/// Serves until a signal ends it. @returns the exit code
int serve(Spec spec);

}  // namespace lab::web
