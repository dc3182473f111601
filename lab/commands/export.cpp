#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>

#include "lab/commands/command.h"
#include "lab/export/chrome_trace.h"
#include "lab/record/reader.h"
#include "lab/report/report.h"

namespace lab::commands {
namespace {

constexpr const char* kExportFooter =
    R"(Examples:
  lab run script.py --watch gil,gc --log run.lablog
  lab export run.lablog --perfetto run.json   open it at ui.perfetto.dev or in chrome://tracing

A log that is still being written, or was cut, is converted up to its last whole record; the exit code
is 3 when the file itself is damaged.)";

struct ExportWords {
  std::string file;
  std::string perfetto;
};

[[noreturn]] void fail_to_write(const std::string& file) {
  throw std::runtime_error(
      fmt::format("{}: cannot be written: {}", report::printable(file), std::strerror(errno)));
}

int export_log(const ExportWords& words) {
  std::unique_ptr<record::Reader> reader;
  try {
    reader = std::make_unique<record::Reader>(words.file);
  } catch (const record::LogError& error) {
    throw UsageError(error.what());
  }
  std::ofstream out(words.perfetto, std::ios::binary);
  if (!out) fail_to_write(words.perfetto);
  exporting::write_chrome_trace(*reader, out);
  if (!out.flush()) fail_to_write(words.perfetto);
  const record::Reader::Damage damage = reader->damage();
  if (!damage.any()) return kPassed;
  fmt::print(stderr, "lab: {}: not all of it could be read (lab log says what is missing)\n",
             report::printable(words.file));
  return damage.corrupt_records > 0 || damage.cut ? kCouldNotRun : kPassed;
}

}  // namespace

void add_export(CLI::App& app, int& exit_code) {
  auto words = std::make_shared<ExportWords>();
  CLI::App* verb = app.add_subcommand("export", "Convert a log for another program");
  verb->footer(kExportFooter);
  verb->add_option("log", words->file, "The log")->required()->type_name("LOG");
  verb->add_option("--perfetto", words->perfetto,
                   "Chrome trace JSON: GIL states, hand-offs, collections, refcounts")
      ->required()
      ->type_name("FILE");
  verb->callback([words, &exit_code] { exit_code = export_log(*words); });
}

}  // namespace lab::commands
