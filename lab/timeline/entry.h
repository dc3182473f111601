#pragma once

#include "lab/timeline/event_shape.h"
#include "lab/timeline/timeline.h"

namespace lab::timeline {

/// The entry of a record: its name, its subject and its place, from the record itself.
/// @param shape of an event
Entry make_entry(Number number, record::Record record, const EventShape* shape);

/// A field of an event as text; "" where it is absent or no text.
std::string text_field(const record::Record& record, std::string_view name);
/// A field of an event as a number: an integer, an address or a flag.
std::optional<std::uint64_t> number_field(const record::Record& record, std::string_view name);

/// Whether what the query asks for stands in the entry.
bool fits(const Entry& entry, const Query& query);

}  // namespace lab::timeline
