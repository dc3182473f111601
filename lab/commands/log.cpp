#include <fmt/core.h>

#include <memory>

#include "lab/commands/command.h"
#include "lab/record/reader.h"
#include "lab/report/record_json.h"
#include "lab/report/report.h"

namespace lab::commands {
namespace {

struct LogWords {
  std::string file;
  bool json = false;
  std::string name;
};

// One of each per kind of record: what it is called, and its one line for a person.

std::string line_of(const record::ProcessStart& start) {
  std::string argv;
  for (const std::string& argument : start.argv)
    argv += " " + argument;
  return fmt::format("process start   Python {}, parent {}:{}", start.python_version,
                     start.parent_pid, argv);
}
std::string line_of(const record::ProcessEnd& end) {
  return fmt::format("process end     status {}", end.status);
}
std::string line_of(const record::Event& event) {
  std::string fields;
  for (const auto& [name, value] : event.fields) {
    fields += fmt::format("{}{} {}", fields.empty() ? "" : ", ", name, record::to_text(value));
  }
  return fmt::format("{:<14}  {}", event.name, fields);
}
std::string line_of(const record::Observation& observation) {
  return fmt::format("observed        {} = {}   ({}:{}{})", observation.name,
                     record::to_text(observation.value), observation.file, observation.line,
                     observation.experiment ? "" : ", not by the experiment");
}
std::string line_of(const record::Exception& exception) {
  return fmt::format("exception       {}: {} ({}:{})", exception.type, exception.message,
                     exception.file, exception.line);
}
std::string line_of(const record::Notice& notice) {
  return "notice          " + notice.text;
}
std::string line_of(const record::Structure& structure) {
  return fmt::format("structure       {} = {}", structure.object, record::to_text(structure.value));
}

bool is_named(const record::Record& record, const std::string& name) {
  if (name.empty()) return true;
  if (const auto* event = std::get_if<record::Event>(&record.body))
    return event->name.starts_with(name);
  if (const auto* seen = std::get_if<record::Observation>(&record.body)) return seen->name == name;
  return false;
}

void print_record(const record::Record& record, bool json) {
  if (json) {
    fmt::print("{}\n", report::json_line(record));
    return;
  }
  std::string text = std::visit([](const auto& body) { return line_of(body); }, record.body);
  fmt::print("{:>12.6f} ms  {}/{}  {}\n", static_cast<double>(record.time) / 1e6, record.pid,
             record.tid, report::printable(text));
}

int report_damage(const record::Reader& reader, const std::string& file) {
  record::Reader::Damage damage = reader.damage();
  if (!damage.any()) return kPassed;
  if (damage.lost_records > 0) {
    fmt::print(stderr, "lab: {}: the log was full: {} records ({} bytes) were not kept\n", file,
               damage.lost_records, damage.lost_bytes);
  }
  if (damage.torn_records > 0) {
    fmt::print(
        stderr,
        "lab: {}: records that were begun and never finished, since their writer was killed: {}\n",
        file, damage.torn_records);
  }
  if (damage.corrupt_records > 0) {
    fmt::print(stderr, "lab: {}: {} records do not decode and were left out\n", file,
               damage.corrupt_records);
  }
  if (damage.cut) fmt::print(stderr, "lab: {}: cut off: shown up to its last whole record\n", file);
  return damage.corrupt_records > 0 || damage.cut ? kCouldNotRun : kPassed;
}

int print_log(const LogWords& words) {
  std::unique_ptr<record::Reader> reader;
  try {
    reader = std::make_unique<record::Reader>(words.file);
  } catch (const record::LogError& error) {
    throw UsageError(error.what());
  }
  while (auto record = reader->next()) {
    if (is_named(*record, words.name)) print_record(*record, words.json);
  }
  std::fflush(stdout);
  return report_damage(*reader, report::printable(words.file));
}

}  // namespace

void add_log(CLI::App& app, int& exit_code) {
  auto words = std::make_shared<LogWords>();
  CLI::App* verb = app.add_subcommand("log", "Print the records of a log");
  verb->footer(
      "Examples:\n  lab log run.lablog\n  lab log run.lablog --name gc      events whose name "
      "begins so\n"
      "  lab log run.lablog --json         one JSON object a line\n\n"
      "A log that was cut or whose writer was killed is printed to its last whole record; what is\n"
      "missing is said on stderr, and the exit code is 3 when the file itself is damaged.");
  verb->add_option("file", words->file, "The log")->required()->type_name("FILE");
  verb->add_flag("--json", words->json, "One JSON object a line");
  verb->add_option("--name", words->name,
                   "Only observations of this name and events that begin with it")
      ->type_name("NAME");
  verb->callback([words, &exit_code] { exit_code = print_log(*words); });
}

}  // namespace lab::commands
