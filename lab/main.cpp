#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <clocale>
#include <cstring>

#include "lab/commands/command.h"
#include "lab/judge/exercise.h"
#include "lab/record/writer.h"
#include "lab/report/report.h"
#include "lab/supervise/run.h"

namespace {

constexpr const char* kFooter = R"(Examples:
  lab list                              the exercises
  lab run gc-cycles                     what this interpreter does, and whether the usual answer holds
  lab run gc-cycles --answer mine.py    grade your own answer
  lab run script.py --watch gc          any script, watched
  lab grade submissions --junit r.xml   grade a folder of answers for CI
  lab inspect -c 'd = {"a": 1}' d       an object's layout in memory

Exit codes:
  0  all passed             2  the command line, or a file that it names, is not usable
  1  an answer is wrong     3  the run could not start, or did not come to its end
  130  ended by Ctrl-C)";

int report_error(const char* what, int code) {
  fmt::print(stderr, "lab: {}\n", lab::report::printable(what, true));
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "");
  namespace commands = lab::commands;
  int exit_code = commands::kPassed;
  // What stands behind -- belongs to the script that is run, whatever it looks like. Another verb
  // takes it as names that may begin with a dash.
  char** const end = argv + argc;
  auto is = [](const char* what) {
    return [what](const char* word) { return std::strcmp(word, what) == 0; };
  };
  char** const dashes = std::find_if(argv, end, is("--"));
  const bool runs = std::find_if(argv, dashes, [&](const char* word) {
                      return is("run")(word) || is("watch")(word);
                    }) != dashes;
  const std::vector<std::string> script_arguments(dashes == end ? end : dashes + 1, end);

  CLI::App app("Shows what CPython really does, and grades what people say about it.", "lab");
  app.footer(kFooter);
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string("lab ") + LAB_VERSION);
  commands::add_list(app, exit_code);
  commands::add_show(app, exit_code);
  commands::add_run(app, exit_code, script_arguments);
  commands::add_check(app, exit_code);
  commands::add_grade(app, exit_code);
  commands::add_merge(app, exit_code);
  commands::add_inspect(app, exit_code);
  commands::add_log(app, exit_code);
  commands::add_export(app, exit_code);
  commands::add_watch(app, exit_code, script_arguments);
  commands::add_diff(app, exit_code);
  commands::add_replay(app, exit_code);
  commands::add_report(app, exit_code);
  commands::add_hosts(app, exit_code);
  commands::add_doctor(app, exit_code);

  try {
    app.parse(runs ? static_cast<int>(dashes - argv) : argc, argv);
  } catch (const CLI::Success& success) {  // --help and --version
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    app.exit(error);
    return commands::kUsage;
  } catch (const commands::UsageError& error) {
    return report_error(error.what(), commands::kUsage);
  } catch (const lab::judge::ExerciseError& error) {
    return report_error(error.what(), commands::kCouldNotRun);
  } catch (const std::exception& error) {
    return report_error(error.what(), commands::kCouldNotRun);
  }
  return exit_code;
}
