#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

// The verbs of `lab`, one a file. Each add_… function gives the application its sub-command; the
// chosen one runs while the command line is parsed and leaves its exit code in `exit_code`.

namespace lab::commands {

/// The documented exit codes, the same for every verb.
enum ExitCode : int {
  kPassed = 0,  ///< all passed; or the verb did what was asked
  kWrong = 1,   ///< an answer is wrong; for a plain script: it ended with a status or an exception
  kUsage = 2,   ///< the command line, or a file that it names, is not usable
  kCouldNotRun = 3,   ///< the run could not start or did not come to its end; the log is damaged
  kInterrupted = 130  ///< Ctrl-C
};

/// What the person typed, or a file that it names, is not usable: exit code 2. The message names
/// the value and what to type next.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The folder that holds the exercises: $LAB_EXERCISES, or the one of the checkout this was built
/// from.
std::filesystem::path exercises_root();

void add_list(CLI::App& app, int& exit_code);
void add_show(CLI::App& app, int& exit_code);
/// @param script_arguments what stood behind -- on the command line
void add_run(CLI::App& app, int& exit_code, std::vector<std::string> script_arguments);
void add_check(CLI::App& app, int& exit_code);
void add_grade(CLI::App& app, int& exit_code);
void add_merge(CLI::App& app, int& exit_code);
void add_inspect(CLI::App& app, int& exit_code);
void add_log(CLI::App& app, int& exit_code);
void add_export(CLI::App& app, int& exit_code);
/// @param script_arguments as of add_run
void add_watch(CLI::App& app, int& exit_code, std::vector<std::string> script_arguments);
void add_diff(CLI::App& app, int& exit_code);
void add_replay(CLI::App& app, int& exit_code);
void add_report(CLI::App& app, int& exit_code);
void add_hosts(CLI::App& app, int& exit_code);
void add_doctor(CLI::App& app, int& exit_code);

}  // namespace lab::commands
