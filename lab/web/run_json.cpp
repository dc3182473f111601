#include <fmt/core.h>

#include "lab/timeline/entry.h"
#include "lab/timeline/sources.h"
#include "lab/web/subject.h"

namespace lab::web {
namespace {

using timeline::Number;
using timeline::Timeline;

/// Of what a program prints, so much from its beginning and so much from its end is kept.
constexpr std::size_t kOutputHead = 64U << 10U;
constexpr std::size_t kOutputTail = 192U << 10U;

std::string_view to_string(timeline::LaneKind kind) {
  switch (kind) {
    case timeline::LaneKind::states:
      return "states";
    case timeline::LaneKind::series:
      return "series";
    case timeline::LaneKind::rate:
      return "rate";
  }
  return "";
}

Json lane_heads(const Timeline& timeline) {
  Json all = Json::array();
  for (const timeline::Lane& lane : timeline.lanes()) {
    all.push_back({{"id", lane.id},
                   {"group", lane.group},
                   {"title", lane.title},
                   {"unit", lane.unit},
                   {"kind", to_string(lane.kind)},
                   {"states", lane.states}});
  }
  return all;
}

/// The beginning and the end of the output. @param notes is told what was left out
Json outputs(Timeline& timeline, std::vector<std::string>& notes) {
  struct Part {
    Number number;
    std::string stream;
    std::string text;
  };
  std::vector<Part> parts;
  std::size_t size = 0;
  for (const Number number : timeline.overview().outputs) {
    const timeline::Entry& entry = timeline.at(number);
    parts.push_back({number, timeline::text_field(entry.record, "stream"),
                     timeline::text_field(entry.record, "text")});
    size += parts.back().text.size();
  }
  Json all = Json::array();
  std::size_t before = 0;
  std::uint64_t left_out = 0;
  for (const Part& part : parts) {
    const std::size_t after = size - before - part.text.size();
    before += part.text.size();
    const bool middle = before > kOutputHead && after > kOutputTail;
    if (middle) {
      left_out += part.text.size();
      continue;
    }
    all.push_back({{"n", part.number}, {"stream", part.stream}, {"text", part.text}});
  }
  if (left_out > 0 || timeline.overview().outputs_left_out > 0)
    notes.emplace_back("the middle of the output is not shown");
  return all;
}

Json or_null(const Json& object, const char* key) {
  return object.is_object() && object.contains(key) ? object[key] : Json();
}

std::string text_value(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : text_of(value);
}

/// The record at which a check is decided: the observation that was made where the check says.
Json decided_at(Timeline& timeline, const Json& check) {
  const Json line = or_null(check, "line");
  if (!line.is_number_integer()) return Json();
  const std::string file = text_value(or_null(check, "file"));
  const std::string name = std::filesystem::path(file).filename().string();
  for (const Number number : timeline.overview().observations) {
    const timeline::Entry& entry = timeline.at(number);
    if (entry.line == line.get<int>() &&
        std::filesystem::path(entry.file).filename().string() == name)
      return number;
  }
  return Json();
}

Json checks(Timeline& timeline, const Json& result) {
  Json all = Json::array();
  for (const Json& check :
       result.is_object() ? result.value("checks", Json::array()) : Json::array()) {
    Json json;
    for (const char* key : {"name", "status", "operator", "why", "hint", "points"})
      json[key] = or_null(check, key);
    json["expected"] = text_value(or_null(check, "expected_text"));
    json["observed"] = text_value(or_null(check, "observed"));
    json["n"] = decided_at(timeline, check);
    if (json["n"].is_null() && timeline.count() > 0) json["n"] = timeline.count() - 1;
    all.push_back(std::move(json));
  }
  return all;
}

}  // namespace

std::vector<std::string> damage_notes(const Timeline& timeline) {
  std::vector<std::string> notes;
  const record::Reader::Damage damage = timeline.damage();
  if (damage.lost_records > 0)
    notes.push_back(
        fmt::format("the log was full: {} records were not kept (--log-size gives it more room)",
                    damage.lost_records));
  if (damage.torn_records > 0 && timeline.finished())
    notes.push_back(
        fmt::format("records that were begun and never finished, since their writer was killed: {}",
                    damage.torn_records));
  if (damage.corrupt_records > 0)
    notes.push_back(fmt::format("{} records do not decode", damage.corrupt_records));
  if (damage.cut) notes.emplace_back("the log is cut off: shown up to its last whole record");
  return notes;
}

Json empty_run_json(const Subject& subject) {
  Json json = {{"version", 1},
               {"title", subject.title},
               {"question", subject.question.empty() ? Json() : Json(subject.question)},
               {"command", subject.command},
               {"python", ""},
               {"count", 0},
               {"begin", 0},
               {"end", 0},
               {"running", subject.running},
               {"progress", 0},
               {"run", subject.run},
               {"first_own", Json()},
               {"result", Json()},
               {"notes", subject.notes}};
  for (const char* list :
       {"threads", "sources", "objects", "kinds", "lanes", "outputs", "checks", "claims"})
    json[list] = Json::array();
  return json;
}

Json run_json(Timeline& timeline, const Subject& subject) {
  const timeline::Overview& overview = timeline.overview();
  std::vector<std::string> notes = subject.notes;
  for (std::string& note : damage_notes(timeline))
    notes.push_back(std::move(note));
  Json json;
  json["version"] = 1;
  json["title"] = subject.title;
  json["question"] = subject.question.empty() ? Json() : Json(subject.question);
  json["command"] = subject.command;
  json["python"] = overview.python;
  json["count"] = timeline.count();
  json["begin"] = timeline.begin_time();
  json["end"] = timeline.end_time();
  json["running"] = subject.running || timeline.progress() < 1;
  json["progress"] = timeline.progress();
  json["run"] = subject.run;
  json["first_own"] = overview.first_own_line ? Json(*overview.first_own_line) : Json();
  json["threads"] = Json::array();
  for (const timeline::Thread& thread : overview.threads)
    json["threads"].push_back({{"pid", thread.pid}, {"tid", thread.tid}, {"name", thread.name}});
  json["sources"] = Json::array();
  for (const timeline::Source& source : timeline::sources(overview, subject.copies))
    json["sources"].push_back(
        {{"file", source.file}, {"name", source.name}, {"text", source.text}});
  json["objects"] = Json::array();
  for (const auto& [name, type] : overview.objects)
    json["objects"].push_back({{"name", name}, {"type", type}});
  json["kinds"] = Json::array();
  for (const auto& [name, count] : overview.counts)
    json["kinds"].push_back({{"name", name}, {"count", count}});
  json["lanes"] = lane_heads(timeline);
  json["outputs"] = outputs(timeline, notes);
  json["checks"] = checks(timeline, subject.result);
  json["claims"] =
      or_null(subject.result, "claims").is_null() ? Json::array() : subject.result["claims"];
  json["result"] = Json();
  if (subject.result.is_object()) {
    json["result"] = Json::object();
    for (const char* key : {"status", "cause", "message", "score", "max_score"})
      json["result"][key] = or_null(subject.result, key);
  }
  json["notes"] = notes;
  return json;
}

}  // namespace lab::web
