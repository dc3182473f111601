#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>

#include "lab/commands/command.h"
#include "lab/export/chrome_trace.h"
#include "lab/export/json_lines.h"
#include "lab/record/reader.h"
#include "lab/report/report.h"

namespace lab::commands {
namespace {

constexpr const char* kExportFooter =
    R"(FILE may be - for stdout. Several formats can be written at once.

Examples:
  lab run script.py --watch gil,gc --log run.lablog
  lab export run.lablog --perfetto run.json     open it at ui.perfetto.dev or in chrome://tracing
  lab export run.lablog --jsonl - | grep gc.stop
  lab run script.py --watch lines --log lines.lablog
  lab export lines.lablog --speedscope lines.speedscope.json    open it with speedscope

A log that is still being written, or was cut, is converted up to its last whole record; the exit code
is 3 when the file itself is damaged.)";

struct ExportWords {
  std::string log;
  std::string perfetto;
  std::string jsonl;
  std::string csv;
  std::string speedscope;
};

using Format = std::function<void(record::Reader&, std::ostream&)>;

[[noreturn]] void fail_to_write(const std::string& file) {
  throw std::runtime_error(
      fmt::format("{}: cannot be written: {}", report::printable(file), std::strerror(errno)));
}

void write_format(const std::string& log, const std::string& file, const Format& format,
                  record::Reader::Damage& damage) {
  if (file.empty()) return;
  record::Reader reader(log);
  if (file == "-") {
    format(reader, std::cout);
    if (!std::cout.flush()) fail_to_write("stdout");
  } else {
    std::ofstream out(file, std::ios::binary);
    if (!out) fail_to_write(file);
    format(reader, out);
    if (!out.flush()) fail_to_write(file);
  }
  damage = reader.damage();
}

int export_log(const ExportWords& words) {
  if (words.perfetto.empty() && words.jsonl.empty() && words.csv.empty() &&
      words.speedscope.empty())
    throw UsageError("say into what: --perfetto, --jsonl, --csv or --speedscope, and a file");
  record::Reader::Damage damage;
  try {
    write_format(words.log, words.perfetto, exporting::write_chrome_trace, damage);
    write_format(words.log, words.jsonl, exporting::write_json_lines, damage);
    write_format(words.log, words.csv, exporting::write_csv, damage);
    const std::string name = std::filesystem::path(words.log).filename().string();
    const auto speedscope = [&](record::Reader& reader, std::ostream& out) {
      if (exporting::write_speedscope(reader, name, out) > 0) return;
      throw UsageError(fmt::format(
          "{}: no lines were watched, of which a profile could be made: lab run … --watch lines",
          report::printable(words.log)));
    };
    write_format(words.log, words.speedscope, speedscope, damage);
  } catch (const record::LogError& error) {
    throw UsageError(error.what());
  }
  if (!damage.any()) return kPassed;
  fmt::print(stderr, "lab: {}: not all of it could be read (lab log says what is missing)\n",
             report::printable(words.log));
  return damage.corrupt_records > 0 || damage.cut ? kCouldNotRun : kPassed;
}

}  // namespace

void add_export(CLI::App& app, int& exit_code) {
  auto words = std::make_shared<ExportWords>();
  CLI::App* verb = app.add_subcommand("export", "Convert a log for another program");
  verb->footer(kExportFooter);
  verb->add_option("log", words->log, "The log")->required()->type_name("LOG");
  verb->add_option("--perfetto", words->perfetto,
                   "Chrome trace JSON: GIL states, hand-offs, collections, refcounts, lifetimes")
      ->type_name("FILE");
  verb->add_option("--jsonl", words->jsonl, "Each record as a line of JSON")->type_name("FILE");
  verb->add_option("--csv", words->csv, "Each record as a row of a table")->type_name("FILE");
  verb->add_option("--speedscope", words->speedscope,
                   "A profile of the lines of each thread, where lines were watched")
      ->type_name("FILE");
  verb->callback([words, &exit_code] { exit_code = export_log(*words); });
}

}  // namespace lab::commands
