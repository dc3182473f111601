#include "lab/timeline/entry.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "lab/timeline/subjects.h"

namespace lab::timeline {
namespace {

const record::Value* field_of(const record::Record& record, std::string_view name) {
  const auto* event = std::get_if<record::Event>(&record.body);
  if (event == nullptr) return nullptr;
  for (const auto& [field, value] : event->fields) {
    if (field == name) return &value;
  }
  return nullptr;
}

/// Name, subject and place of each kind of record.
struct Describe {
  Entry& entry;
  const EventShape* shape;

  void operator()(const record::ProcessStart&) const { entry.name = "process_start"; }
  void operator()(const record::ProcessEnd&) const { entry.name = "process_end"; }
  void operator()(const record::Notice&) const { entry.name = "notice"; }
  void operator()(const record::Structure& structure) const {
    entry.name = "structure";
    entry.subject = fmt::format("structure/{}", structure.object);
  }
  void operator()(const record::Exception& exception) const {
    entry.name = "exception";
    entry.file = exception.file;
    entry.line = exception.line;
  }
  void operator()(const record::Observation& seen) const {
    entry.name = "observation";
    entry.subject = fmt::format("observation/{}", seen.name);
    entry.file = seen.file;
    entry.line = seen.line;
    entry.code = seen.qualname;
  }
  void operator()(const record::Event& event) const {
    const record::Record& record = entry.record;
    entry.name = event.name;
    entry.file = text_field(record, "file");
    entry.code = text_field(record, "code");
    if (!entry.file.empty())
      entry.line = static_cast<int>(number_field(record, "line").value_or(0));
    if (shape == nullptr) return;
    std::string key;
    if (shape->key >= 0) {
      const record::Schema::Field& field =
          shape->schema->fields[static_cast<std::size_t>(shape->key)];
      key = text_field(record, field.name);
      if (key.empty()) key = fmt::format("{}", number_field(record, field.name).value_or(0));
    }
    entry.subject = subject_name(shape->role, record.pid, record.tid, key);
  }
};

bool holds(std::string_view text, std::string_view wanted) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  };
  return std::search(text.begin(), text.end(), wanted.begin(), wanted.end(), same) != text.end();
}

/// All that a record says, for a search.
struct Words {
  std::string operator()(const record::ProcessStart& start) const {
    std::string words;
    for (const std::string& word : start.argv)
      words.append(word).append(" ");
    return words;
  }
  std::string operator()(const record::ProcessEnd&) const { return {}; }
  std::string operator()(const record::Notice& notice) const { return notice.text; }
  std::string operator()(const record::Structure& structure) const { return structure.object; }
  std::string operator()(const record::Exception& raised) const {
    return fmt::format("{}: {}", raised.type, raised.message);
  }
  std::string operator()(const record::Observation& seen) const {
    return fmt::format("{} = {}", seen.name, record::to_text(seen.value));
  }
  std::string operator()(const record::Event& event) const {
    std::string words;
    for (const auto& [name, value] : event.fields) {
      if (!value.is<record::Absent>())
        words.append(name).append(" ").append(record::to_text(value)).append(" ");
    }
    return words;
  }
};

}  // namespace

std::string text_field(const record::Record& record, std::string_view name) {
  const record::Value* value = field_of(record, name);
  const auto* text = value == nullptr ? nullptr : value->get_if<std::string>();
  return text == nullptr ? std::string() : *text;
}

std::optional<std::uint64_t> number_field(const record::Record& record, std::string_view name) {
  const record::Value* value = field_of(record, name);
  if (value == nullptr) return std::nullopt;
  if (const auto* number = value->get_if<std::uint64_t>()) return *number;
  if (const auto* number = value->get_if<std::int64_t>())
    return static_cast<std::uint64_t>(*number);
  if (const auto* address = value->get_if<record::Address>()) return address->value;
  if (const auto* flag = value->get_if<bool>()) return *flag ? 1 : 0;
  return std::nullopt;
}

Entry make_entry(Number number, record::Record record, const EventShape* shape) {
  Entry entry;
  entry.number = number;
  entry.record = std::move(record);
  std::visit(Describe{entry, shape}, entry.record.body);
  return entry;
}

bool fits(const Entry& entry, const Query& query) {
  if (query.own && !entry.own) return false;
  if (!entry.name.starts_with(query.name)) return false;
  if (query.text.empty() || holds(entry.name, query.text)) return true;
  return holds(std::visit(Words{}, entry.record.body), query.text);
}

}  // namespace lab::timeline
