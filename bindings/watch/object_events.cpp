#include "bindings/watch/object_events.h"

#include <array>

namespace lab::bindings {
namespace {

using record::Field;
using record::FieldType;

constexpr Field kObjectWatchFields[] = {{"object", FieldType::text},
                                        {"address", FieldType::address},
                                        {"type", FieldType::text},
                                        {"mode", FieldType::text}};

constexpr std::string_view kSaysNothing = "says nothing for this change";
constexpr std::string_view kNoCode = "no Python code was executing";

constexpr Field kObjectChangeFields[] = {
    {"absent", FieldType::absent_mask},
    {"object", FieldType::text},
    {"change", FieldType::text},
    {"at", FieldType::text, kSaysNothing},
    {"before", FieldType::int64, kSaysNothing},
    {"after", FieldType::int64, kSaysNothing},
    {"slot", FieldType::int64, kSaysNothing},
    {"entry", FieldType::int64, kSaysNothing},
    {"file", FieldType::text, kNoCode},
    {"code", FieldType::text, kNoCode},
    {"line", FieldType::int64, kNoCode},
    {"offset", FieldType::int64, kNoCode},
    {"opcode", FieldType::text, kNoCode},
    {"structure", FieldType::text},
};

constexpr Field kObjectEndFields[] = {{"object", FieldType::text}, {"reason", FieldType::text}};

constexpr std::size_t kMostTexts = 65536;

/// The words of an event whose first field is the mask.
class MaskedWords {
 public:
  void put(std::uint64_t word, bool is = true) {
    words_[at_] = word;  // of a text that is absent too: a reader may look it up before it knows
    if (!is) words_[0] |= std::uint64_t{1} << at_;
    ++at_;
  }
  void put_number(std::int64_t number, bool is) { put(static_cast<std::uint64_t>(number), is); }
  std::span<const std::uint64_t> words() const { return words_; }

 private:
  std::array<std::uint64_t, std::size(kObjectChangeFields)> words_{};
  std::size_t at_ = 1;
};

}  // namespace

ObjectEvents::ObjectEvents(record::Writer& log)
    : log_(log),
      watch_(log.declare("object.watch", kObjectWatchFields)),
      change_(log.declare("object.change", kObjectChangeFields)),
      end_(log.declare("object.end", kObjectEndFields)) {}

std::uint64_t ObjectEvents::text(std::string_view text) {
  std::string key(text);
  const auto found = texts_.find(key);
  if (found != texts_.end()) return found->second;
  if (texts_.size() >= kMostTexts) texts_.clear();
  return texts_.emplace(std::move(key), log_.intern(text)).first->second;
}

void ObjectEvents::watch(std::uint64_t object, const void* address, std::string_view type,
                         std::string_view mode) {
  const std::array<std::uint64_t, 4> words = {object, reinterpret_cast<std::uintptr_t>(address),
                                              text(type), text(mode)};
  log_.event(watch_, words);
}

void ObjectEvents::change(std::uint64_t object, const char* structure, const lab_change& change,
                          const Place& place) {
  MaskedWords words;
  words.put(object);
  words.put(text(change.change));
  words.put(text(change.at == nullptr ? "" : change.at), change.at != nullptr);
  words.put_number(change.before.value, change.before.is);
  words.put_number(change.after.value, change.after.is);
  words.put_number(change.slot, change.slot != kLabNoNumber);
  words.put_number(change.entry, change.entry != kLabNoNumber);
  const bool somewhere = place.code != nullptr;
  const PlaceWords where = words_of(place);
  for (const std::uint64_t word : {where.file, where.code, where.line, where.offset, where.opcode})
    words.put(word, somewhere);
  words.put(text(structure));
  log_.event(change_, words.words());
}

void ObjectEvents::end(std::uint64_t object, std::string_view reason) {
  const std::array<std::uint64_t, 2> words = {object, text(reason)};
  log_.event(end_, words);
}

}  // namespace lab::bindings
