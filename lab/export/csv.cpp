#include <fmt/core.h>

#include "lab/export/json_lines.h"
#include "lab/report/csv_cell.h"
#include "lab/report/record_json.h"

namespace lab::exporting {
namespace {

using RecordJson = nlohmann::ordered_json;

std::string text_of(const RecordJson& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return value.get<std::string>();
  return value.dump(-1, ' ', false, RecordJson::error_handler_t::replace);
}

/// Takes the first of these fields out of `fields`, as text.
std::string take(RecordJson& fields, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = fields.find(name);
    if (found == fields.end() || found->is_object()) continue;
    std::string text = text_of(*found);
    fields.erase(found);
    return text;
  }
  return {};
}

}  // namespace

void write_csv(record::Reader& log, std::ostream& out) {
  out << "time_ns,pid,tid,kind,name,object,file,line,value,data\r\n";
  while (const auto record = log.next()) {
    RecordJson json = report::json_of(*record);
    const std::string kind = take(json, {"kind"});
    const std::string name = take(json, {"name", "type"});
    RecordJson fields = json.contains("fields") ? json["fields"] : json;
    const std::string object = take(fields, {"object", "lock", "task"});
    const std::string file = take(fields, {"file"});
    const std::string line = take(fields, {"line"});
    const std::string value = take(fields, {"value", "duration_ns", "message", "text"});
    out << fmt::format("{},{},{},{},{},{},{},{},{},{}\r\n", record->time, record->pid, record->tid,
                       kind, report::csv_cell(name), report::csv_cell(object),
                       report::csv_cell(file), report::csv_cell(line), report::csv_cell(value),
                       report::csv_cell(fields.empty() ? std::string() : text_of(fields)));
  }
}

}  // namespace lab::exporting
