#include "lab/web/record_json.h"

#include "lab/explain/explain.h"
#include "lab/report/json_value.h"

namespace lab::web {
namespace {

using report::json_of;

/// What a record says, by the names of its fields.
struct Fields {
  Json operator()(const record::ProcessStart& start) const {
    return {
        {"parent_pid", start.parent_pid}, {"python", start.python_version}, {"argv", start.argv}};
  }
  Json operator()(const record::ProcessEnd& end) const { return {{"status", end.status}}; }
  Json operator()(const record::Event& event) const { return json_of(event.fields); }
  Json operator()(const record::Observation& seen) const {
    return {{"name", seen.name}, {"value", json_of(seen.value)}};
  }
  Json operator()(const record::Structure& structure) const {
    return {{"object", structure.object}, {"value", json_of(structure.value)}};
  }
  Json operator()(const record::Exception& raised) const {
    return {{"type", raised.type}, {"message", raised.message}};
  }
  Json operator()(const record::Notice& notice) const { return {{"text", notice.text}}; }
};

}  // namespace

Json record_json(const timeline::Entry& entry, const std::string& python) {
  const record::Record& record = entry.record;
  const explain::Explanation explained = explain::explain(record, python);
  Json json;
  json["n"] = entry.number;
  json["t"] = record.time;
  json["pid"] = record.pid;
  json["tid"] = record.tid;
  json["name"] = entry.name;
  json["fields"] = std::visit(Fields{}, record.body);
  json["title"] = explained.title;
  json["text"] = explained.sentence;
  json["link"] = explained.link;
  json["subject"] = entry.subject;
  json["file"] = entry.file;
  json["line"] = entry.line;
  json["code"] = entry.code;
  json["own"] = entry.own;
  return json;
}

}  // namespace lab::web
