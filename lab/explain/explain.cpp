#include "lab/explain/explain.h"

#include <fmt/core.h>

#include "lab/explain/topics.h"

namespace lab::explain {
namespace {

constexpr Explained (*kTopics[])(const Words&, std::string_view) = {
    explain_refcount, explain_object, explain_gil,        explain_collection, explain_execution,
    explain_lock,     explain_task,   explain_allocation, explain_death};

/// One of each kind of record.
struct Explain {
  std::string_view python;

  Explanation operator()(const record::ProcessStart& start) const {
    std::string words;
    for (const std::string& word : start.argv)
      words += fmt::format(" {}", file_name(word));
    return {fmt::format("A process began: Python {},{}.", start.python_version, words),
            "process started", docs(python, "c-api/init.html")};
  }
  Explanation operator()(const record::ProcessEnd& end) const {
    return {fmt::format("The process ended with status {}.", end.status), "process ended", ""};
  }
  Explanation operator()(const record::Observation& seen) const {
    return {fmt::format("The program observed {} = {} (line {} of {}).", seen.name,
                        record::to_text(seen.value, 120), seen.line, file_name(seen.file)),
            "observation", ""};
  }
  Explanation operator()(const record::Exception& raised) const {
    return {fmt::format("Nothing caught this exception: {}: {} (line {} of {}).", raised.type,
                        raised.message, raised.line, file_name(raised.file)),
            "uncaught exception", docs(python, "library/exceptions.html")};
  }
  Explanation operator()(const record::Notice& notice) const {
    return {fmt::format("The lab says: {}.", notice.text), "notice", ""};
  }
  Explanation operator()(const record::Structure& structure) const {
    const record::Value* type = structure.value.find("type");
    const std::string* of = type == nullptr ? nullptr : type->get_if<std::string>();
    return {fmt::format("What {} is made of now{}.", structure.object,
                        of == nullptr ? "" : fmt::format(": a {}", *of)),
            "structure", ""};
  }
  Explanation operator()(const record::Event& event) const {
    const Words words(event);
    for (const auto& topic : kTopics) {
      if (auto explained = topic(words, python)) return std::move(*explained);
    }
    std::string fields;
    for (const auto& [name, value] : event.fields) {
      if (!value.is<record::Absent>())
        fields +=
            fmt::format("{}{} {}", fields.empty() ? "" : ", ", name, record::to_text(value, 60));
    }
    return {fmt::format("{}: {}.", event.name, fields), event.name, ""};
  }
};

}  // namespace

Explanation explain(const record::Record& record, std::string_view python) {
  return std::visit(Explain{python}, record.body);
}

}  // namespace lab::explain
