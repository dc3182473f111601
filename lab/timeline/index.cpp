#include "lab/timeline/index.h"

#include <algorithm>

#include "lab/timeline/own_file.h"

namespace lab::timeline {
namespace {

constexpr std::size_t kMostListed = 4096;
constexpr std::size_t kMostFiles = 64;
constexpr std::size_t kMostTexts = 1U << 24U;

}  // namespace

std::string_view kind_name(record::Kind kind) {
  switch (kind) {
    case record::Kind::process_start:
      return "process_start";
    case record::Kind::process_end:
      return "process_end";
    case record::Kind::observation:
      return "observation";
    case record::Kind::exception:
      return "exception";
    case record::Kind::notice:
      return "notice";
    case record::Kind::structure:
      return "structure";
    case record::Kind::schema:
    case record::Kind::text:
    case record::Kind::event:
      break;
  }
  return {};
}

bool is_own_file(const std::string& file) {
  if (file.empty() || file.starts_with("<frozen ")) return false;
  return file.find("/lib/python3") == std::string::npos &&
         file.find("/lib64/python3") == std::string::npos;
}

EventShape* Index::shape(const record::RawRecord& record) {
  if (record.kind != record::Kind::event) return nullptr;
  if (record.schema >= shapes_.size()) shapes_.resize(std::size_t{record.schema} + 1);
  std::unique_ptr<EventShape>& shape = shapes_[record.schema];
  if (!shape) {
    const record::Schema* schema = texts_.schema(record.schema);
    if (schema == nullptr) return nullptr;
    shape = std::make_unique<EventShape>(*schema);
  }
  return shape.get();
}

void Index::add_own_file(const std::string& name) {
  std::vector<std::string>& files = overview.own_files;
  if (files.size() < kMostFiles && std::find(files.begin(), files.end(), name) == files.end())
    files.push_back(name);
}

/// Of what is printed, the beginning and the end are kept.
void Index::note_output() {
  std::vector<Number>& outputs = overview.outputs;
  if (outputs.size() == kMostListed) {
    outputs.erase(outputs.begin() + kMostListed / 2);
    ++overview.outputs_left_out;
  }
  outputs.push_back(count);
}

void Index::note_observation(const record::RawRecord& record) {
  if (overview.observations.size() >= kMostListed) return;
  overview.observations.push_back(count);
  const auto decoded = texts_.decode(record);
  const auto* seen = decoded ? std::get_if<record::Observation>(&decoded->body) : nullptr;
  if (seen != nullptr && is_own_file(seen->file)) add_own_file(seen->file);
}

bool Index::own_text(std::uint64_t text) {
  if (text >= kMostTexts) return false;
  if (text >= own_texts_.size()) own_texts_.resize(std::max<std::size_t>(text + 1, 256));
  std::int8_t& known = own_texts_[text];
  if (known == 0) {
    const std::string* name = texts_.text(text);
    known = name != nullptr && is_own_file(*name) ? 1 : -1;
    if (known == 1) add_own_file(*name);
  }
  return known == 1;
}

bool Index::is_own(const record::RawRecord& record, std::uint64_t number) {
  // A structure is a picture of what the change before it has made; sums are no events.
  if (record.kind == record::Kind::structure) return false;
  const EventShape* event = shape(record);
  if (event != nullptr && (event->role == Role::told || event->role == Role::gil_thread))
    return false;
  if (event != nullptr && event->file >= 0) {
    const std::uint64_t text = event->word(record, event->file).value_or(0);
    const std::string* name = texts_.text(text);
    if (name != nullptr && !name->empty()) return own_text(text);
  }
  return !overview.first_own_line || number >= *overview.first_own_line;
}

void Index::begin_page(const record::RawRecord& record) {
  if (count > 0) {
    subjects.end_page();
    lanes.end_page(record.time);
  }
  offsets.push_back(record.offset);
  starts.push_back(record.time);
}

void Index::take_start(const record::RawRecord& record) {
  observed_[record.pid] = true;
  if (!overview.argv.empty()) return;
  if (const auto decoded = texts_.decode(record)) {
    if (const auto* start = std::get_if<record::ProcessStart>(&decoded->body)) {
      overview.python = start->python_version;
      overview.argv = start->argv;
    }
  }
}

void Index::take_thread(const record::RawRecord& record, const EventShape* shape) {
  if (shape != nullptr && shape->role == Role::output) return;  // the front's own
  const auto [entry, fresh] =
      threads_.try_emplace({record.pid, record.tid}, overview.threads.size());
  if (fresh) {
    if (overview.threads.size() >= kMostListed) {
      threads_.erase(entry);
      return;
    }
    overview.threads.push_back({record.pid, record.tid, {}});
  }
  if (shape == nullptr || shape->role != Role::gil_thread) return;
  if (const std::string* name = texts_.text(shape->word(record, shape->key).value_or(0)))
    overview.threads[entry->second].name = *name;
}

void Index::take_event(const record::RawRecord& record, EventShape& shape) {
  ++shape.count;
  if (shape.role == Role::output) note_output();
  const bool watched = shape.role == Role::refcount_watch || shape.role == Role::object_watch;
  if (watched && overview.objects.size() < kMostListed) {
    const auto decoded = texts_.decode(record);
    const auto* event = decoded ? std::get_if<record::Event>(&decoded->body) : nullptr;
    std::string name;
    std::string type;
    for (const auto& [field, value] : event == nullptr ? record::Map{} : event->fields) {
      const auto* text = value.get_if<std::string>();
      if (text != nullptr && field == "object") name = *text;
      if (text != nullptr && field == "type") type = *text;
    }
    overview.objects[name] = type;
  }
  if (shape.line >= 0 && shape.file >= 0 && own_text(shape.word(record, shape.file).value_or(0)) &&
      !overview.first_own_line) {
    overview.first_own_line = count;
  }
}

void Index::take(const record::RawRecord& record) {
  if (count % kPageSize == 0) begin_page(record);
  if (count == 0) begin_time = record.time;
  end_time = std::max(end_time, record.time);
  EventShape* event = shape(record);
  if (record.kind == record::Kind::process_start) take_start(record);
  take_thread(record, event);
  if (event != nullptr) {
    take_event(record, *event);
  } else {
    ++others_[std::min<std::size_t>(static_cast<std::size_t>(record.kind), 15)];
    if (record.kind == record::Kind::observation) note_observation(record);
  }
  if (const auto subject = subjects.of(record, event, texts_)) subjects.note(*subject, count);
  book.follow(record, event, texts_, lanes);
  ++count;
}

void Index::count_names() {
  overview.counts.clear();
  for (const auto& shape : shapes_) {
    if (shape && shape->count > 0) overview.counts[shape->schema->name] += shape->count;
  }
  for (std::size_t kind = 0; kind < 16; ++kind) {
    const std::string_view name = kind_name(static_cast<record::Kind>(kind));
    if (others_[kind] > 0 && !name.empty()) overview.counts[std::string(name)] += others_[kind];
  }
}

}  // namespace lab::timeline
