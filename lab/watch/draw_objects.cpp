#include <fmt/core.h>

#include <algorithm>

#include "lab/timeline/entry.h"
#include "lab/watch/draw.h"

namespace lab::watch {
namespace {

using timeline::Entry;
using timeline::Moment;

const Entry* subject(const Moment& moment, const std::string& name) {
  const auto found = moment.subjects.find(name);
  return found == moment.subjects.end() ? nullptr : &found->second;
}

std::int64_t integer(const record::Value* value, std::int64_t otherwise = 0) {
  if (value == nullptr) return otherwise;
  if (const auto* number = value->get_if<std::int64_t>()) return *number;
  if (const auto* number = value->get_if<std::uint64_t>())
    return static_cast<std::int64_t>(*number);
  return otherwise;
}

/// The index table: each slot by the entry in it. Where they do not fit, a sign for each: used or
/// free.
void draw_slots(const record::List& slots, int columns, bool unicode, Rows& rows) {
  const int count = static_cast<int>(slots.size());
  const bool numbered = count * 3 <= 2 * columns;
  Row row;
  int drawn = 0;
  for (const record::Value& slot : slots) {
    const std::int64_t entry = integer(&slot, -1);
    std::string cell = entry == -1   ? (unicode ? "·" : ".")
                       : entry == -2 ? "x"
                                     : fmt::format("{}", entry);
    if (!numbered && entry >= 0) cell = unicode ? "█" : "#";
    const int width = numbered ? 3 : 1;
    if (row.width() + width > columns) {
      rows.push_back(std::move(row));
      row = Row();
      if (++drawn == 3) return;
    }
    if (numbered) cell.insert(0, static_cast<std::size_t>(std::max(0, 3 - columns_of(cell))), ' ');
    row.add(cell, entry == -1 ? Look::dim : entry == -2 ? Look::warn : Look::plain);
  }
  if (row.width() > 0) rows.push_back(std::move(row));
}

/// "dict · 3 of 5 usable, 8 slots", and the table below.
void draw_structure(const record::Value& value, int columns, bool unicode, Rows& rows) {
  const record::Value* type = value.find("type");
  const auto* name = type == nullptr ? nullptr : type->get_if<std::string>();
  if (name == nullptr) return;
  Row row;
  if (*name == "list") {
    const std::int64_t length = integer(value.find("length"));
    const std::int64_t allocated = integer(value.find("allocated"));
    row.add(fmt::format("  {} items, room for {}", length, allocated), Look::dim);
    rows.push_back(row.cut_to(columns, unicode));
    if (allocated > 0 && allocated <= columns - 4) {
      Row slack("  ");
      for (std::int64_t i = 0; i < allocated; ++i)
        slack.add(i < length ? (unicode ? "█" : "#") : (unicode ? "░" : "."),
                  i < length ? Look::plain : Look::dim);
      rows.push_back(std::move(slack));
    }
    return;
  }
  const record::Value* slots = value.find("slots");
  const auto* table = slots == nullptr ? nullptr : slots->get_if<record::List>();
  if (table == nullptr) return;
  row.add(fmt::format("  {} used, {} slots, room for {} more", integer(value.find("used")),
                      table->size(), integer(value.find("usable"))),
          Look::dim);
  rows.push_back(row.cut_to(columns, unicode));
  if (*name == "dict") draw_slots(*table, columns, unicode, rows);
}

}  // namespace

Rows draw_objects(const View& view, const Moment& moment, int columns, int rows, bool unicode) {
  Rows drawn;
  const std::string shown = view.object();
  if (shown.empty() || rows < 2) return drawn;
  drawn.push_back(Row("watched", Look::dim));
  const Entry& here = view.timeline().at(view.cursor());
  for (const auto& [name, type] : view.timeline().overview().objects) {
    if (static_cast<int>(drawn.size()) >= rows) break;
    const bool chosen = name == shown;
    Row row;
    row.add(chosen ? (unicode ? "▸" : ">") : " ")
        .add(safe(name, unicode), chosen ? Look::strong : Look::plain);
    row.add(fmt::format(" {}", safe(type, unicode)), Look::dim);
    if (const Entry* count = subject(moment, fmt::format("refcount/{}", name))) {
      const bool now = here.subject == count->subject;
      row.add(unicode ? " ↑" : " refs ", Look::dim);
      row.add(fmt::format("{}", timeline::number_field(count->record, "value").value_or(0)),
              now ? Look::current : Look::strong);
    }
    if (const Entry* change = subject(moment, fmt::format("object/{}", name)); change != nullptr) {
      const std::string what = timeline::text_field(change->record, "change");
      if (!what.empty())
        row.add(fmt::format("  {} {}", safe(what, unicode),
                            safe(timeline::text_field(change->record, "at"), unicode)),
                change->number == here.number ? Look::current : Look::dim);
    }
    drawn.push_back(row.cut_to(columns, unicode));
    const Entry* structure = subject(moment, fmt::format("structure/{}", name));
    if (!chosen || structure == nullptr) continue;
    Rows parts;
    draw_structure(std::get<record::Structure>(structure->record.body).value, columns, unicode,
                   parts);
    for (Row& part : parts) {
      if (static_cast<int>(drawn.size()) < rows) drawn.push_back(std::move(part));
    }
  }
  return drawn;
}

Rows draw_generations(const Moment& moment, int columns, bool unicode) {
  const Entry* last = nullptr;
  for (const auto& [name, entry] : moment.subjects) {
    if (name.starts_with("gc/") && (last == nullptr || entry.number > last->number)) last = &entry;
  }
  if (last == nullptr) return {};
  constexpr const char* kLengths[] = {"length0", "length1", "length2"};
  std::uint64_t most = 1;
  for (const char* length : kLengths)
    most = std::max(most, timeline::number_field(last->record, length).value_or(0));
  const bool collecting = last->name == "gc.start";
  const auto collected = timeline::number_field(last->record, "generation").value_or(9);
  Rows rows;
  Row head("generations", Look::dim);
  if (collecting) head.add(fmt::format("  {} is being collected", collected), Look::warn);
  rows.push_back(head.cut_to(columns, unicode));
  const int room = std::max(4, columns - 14);
  for (std::uint64_t generation = 0; generation < 3; ++generation) {
    const auto length = timeline::number_field(last->record, kLengths[generation]);
    if (!length) continue;
    auto bar = static_cast<std::size_t>(static_cast<std::uint64_t>(room) * *length / most);
    if (bar == 0 && *length > 0) bar = 1;
    Row row(fmt::format(" {} ", generation),
            generation == collected && collecting ? Look::current : Look::dim);
    for (std::size_t i = 0; i < bar; ++i)
      row.add(unicode ? "▆" : "#", Look::good);
    row.add(fmt::format(" {}", *length));
    rows.push_back(row.cut_to(columns, unicode));
  }
  return rows;
}

}  // namespace lab::watch
