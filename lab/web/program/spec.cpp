#include "lab/web/program/spec.h"

#include <stdexcept>

#include "lab/web/report.h"

namespace lab::web {
namespace {

Spec::Do parse_do(const std::string& word) {
  if (word == "watch") return Spec::Do::watch;
  if (word == "look") return Spec::Do::look;
  if (word == "report") return Spec::Do::report;
  throw std::runtime_error("do: " + word);
}

Subject parse_subject(const Json& json) {
  Subject subject;
  subject.title = json.value("title", "");
  subject.question = json.value("question", "");
  subject.command = json.value("command", "");
  if (json.contains("copies")) {
    for (const auto& [name, path] : json["copies"].items())
      subject.copies[name] = path.get<std::string>();
  }
  if (json.contains("result")) subject.result = json["result"];
  return subject;
}

}  // namespace

Spec parse_spec(const std::string& text) {
  const Json json = Json::parse(text);
  Spec spec;
  spec.what = parse_do(json.at("do").get<std::string>());
  spec.subject = parse_subject(json.value("subject", Json::object()));
  spec.log = json.value("log", "");
  spec.start.program = json.value("program", "");
  spec.start.arguments = json.value("arguments", std::vector<std::string>());
  for (const std::string& source : json.value("sources", std::vector<std::string>()))
    spec.start.sources.emplace_back(source);
  spec.start.folder = json.value("folder", "");
  spec.keep = json.value("keep", "");
  spec.port = json.value("port", 0);
  spec.open = json.value("open", false);
  spec.out = json.value("out", "");
  spec.most = json.value("most", kMostReported);
  return spec;
}

}  // namespace lab::web
