#include "lab/diff/deed.h"

#include <fmt/core.h>

#include "lab/timeline/own_file.h"

namespace lab::diff {
namespace {

/// Fields that tell of a run and not of a program: among them the slot of a key, which in a dict of
/// texts each run's own hash seed decides.
bool is_incidental(std::string_view field, std::string_view event) {
  constexpr std::string_view kIncidental[] = {
      "slot",      "ident",   "holder",      "from",        "site",
      "ip",        "old",     "held_line",   "held_file",   "switch_number",
      "waited_ns", "late_ns", "interval_us", "nanoseconds", "class"};
  for (const std::string_view name : kIncidental) {
    if (field == name) return true;
  }
  if (field.ends_with("_ns")) return true;
  // How long generations are, and how often they were collected, begins with what Python itself made.
  const bool lengths =
      field.starts_with("length") || field.starts_with("count") || field == "collections";
  return event.starts_with("gc.") && lengths;
}

/// Events that tell of the watching, of when the system let a thread run, or of sums of all that.
bool is_incidental_event(std::string_view name) {
  return name == "footprint" || name.starts_with("alloc.") || name == "gil.site" ||
         name == "task.select" || name == "task.iteration" || name == "output";
}

std::string file_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

/// A value without addresses.
std::string text_of(const record::Value& value) {
  if (value.is<record::Address>()) return "…";
  if (const auto* list = value.get_if<record::List>()) {
    std::string text = "[";
    for (const record::Value& item : *list)
      text.append(text.size() > 1 ? ", " : "").append(text_of(item));
    return text + "]";
  }
  if (const auto* map = value.get_if<record::Map>()) {
    std::string text = "{";
    for (const auto& [key, item] : *map)
      text.append(text.size() > 1 ? ", " : "").append(key).append(": ").append(text_of(item));
    return text + "}";
  }
  return record::to_text(value);
}

/// When the system let a thread run decides these.
bool is_scheduling(std::string_view name) {
  return name.starts_with("gil.") || name == "lock.wait" || name == "lock.acquire";
}

/// Fills in a deed; false for what is not compared.
struct Describe {
  Deed& deed;
  bool library;

  bool operator()(const record::ProcessStart&) const { return false; }
  bool operator()(const record::Notice&) const { return false; }
  bool operator()(const record::Structure& structure) const {
    deed.name = "structure";
    const record::Value* used = structure.value.find("used");
    const record::Value* length = structure.value.find("length");
    deed.text = structure.object;
    for (const record::Value* number : {used, length}) {
      if (number != nullptr) deed.text += fmt::format(" {}", record::to_text(*number));
    }
    return true;
  }
  bool operator()(const record::ProcessEnd& end) const {
    deed.name = "process_end";
    deed.text = fmt::format("status {}", end.status);
    return true;
  }
  bool operator()(const record::Observation& seen) const {
    deed.name = "observation";
    deed.text = fmt::format("{} = {}", seen.name, text_of(seen.value));
    deed.file = file_name(seen.file);
    deed.line = seen.line;
    return true;
  }
  bool operator()(const record::Exception& raised) const {
    deed.name = "exception";
    deed.text = raised.type;  // a message may hold an address
    deed.file = file_name(raised.file);
    deed.line = raised.line;
    return true;
  }
  bool operator()(const record::Event& event) const {
    if (is_incidental_event(event.name)) return false;
    deed.name = event.name;
    for (const auto& [field, value] : event.fields) {
      const auto* text = value.get_if<std::string>();
      if (field == "file" && text != nullptr) {
        if (!library && !text->empty() && !timeline::is_own_file(*text)) return false;
        deed.file = file_name(*text);
      } else if (field == "line") {
        const auto* line = value.get_if<std::int64_t>();
        deed.line = line == nullptr ? 0 : static_cast<int>(*line);
      } else if (!value.is<record::Address>() && !value.is<record::Absent>() &&
                 !is_incidental(field, event.name)) {
        deed.text += fmt::format("{}{} {}", deed.text.empty() ? "" : ", ", field, text_of(value));
      }
    }
    return true;
  }
};

}  // namespace

std::optional<Deed> Deeds::next() {
  while (const auto record = log_.next()) {
    Deed deed;
    deed.time = record->time;
    if (!std::visit(Describe{deed, library_}, record->body)) continue;
    if (only_.empty() ? is_scheduling(deed.name) : !deed.name.starts_with(only_)) continue;
    deed.thread = threads_.try_emplace({record->pid, record->tid}, threads_.size()).first->second;
    return deed;
  }
  return std::nullopt;
}

}  // namespace lab::diff
