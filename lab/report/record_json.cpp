#include "lab/report/record_json.h"

#include "lab/report/json_value.h"

namespace lab::report {
namespace {

using RecordJson = nlohmann::ordered_json;

struct JsonOfBody {
  RecordJson operator()(const record::ProcessStart& start) const {
    return {{"kind", "process_start"},
            {"parent_pid", start.parent_pid},
            {"python", start.python_version},
            {"argv", start.argv}};
  }
  RecordJson operator()(const record::ProcessEnd& end) const {
    return {{"kind", "process_end"}, {"status", end.status}};
  }
  RecordJson operator()(const record::Event& event) const {
    return {{"kind", "event"}, {"name", event.name}, {"fields", json_of(event.fields)}};
  }
  RecordJson operator()(const record::Observation& seen) const {
    return {{"kind", "observation"},         {"name", seen.name}, {"value", json_of(seen.value)},
            {"experiment", seen.experiment}, {"file", seen.file}, {"line", seen.line},
            {"qualname", seen.qualname}};
  }
  RecordJson operator()(const record::Exception& exception) const {
    return {{"kind", "exception"},
            {"type", exception.type},
            {"message", exception.message},
            {"file", exception.file},
            {"line", exception.line}};
  }
  RecordJson operator()(const record::Notice& notice) const {
    return {{"kind", "notice"}, {"text", notice.text}};
  }
  RecordJson operator()(const record::Structure& structure) const {
    return {
        {"kind", "structure"}, {"object", structure.object}, {"value", json_of(structure.value)}};
  }
};

}  // namespace

RecordJson json_of(const record::Record& record) {
  return std::visit(JsonOfBody{}, record.body);
}

std::string json_line(const record::Record& record) {
  RecordJson line = {{"time_ns", record.time}, {"pid", record.pid}, {"tid", record.tid}};
  line.update(json_of(record));
  return line.dump(-1, ' ', false, RecordJson::error_handler_t::replace);
}

}  // namespace lab::report
