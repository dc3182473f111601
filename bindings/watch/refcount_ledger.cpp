#include "bindings/watch/refcount_ledger.h"

#include <array>
#include <cstring>

#include "bindings/internals/object.h"

namespace lab::bindings {
namespace {

using record::Field;
using record::FieldType;

constexpr Field kWatchFields[] = {
    {"object", FieldType::text}, {"address", FieldType::address}, {"type", FieldType::text},
    {"mode", FieldType::text},   {"value", FieldType::int64},     {"immortal", FieldType::boolean},
};

constexpr std::string_view kNoPython = "no Python code was running on this thread";
constexpr std::string_view kCompared = "noticed by comparison, after the instruction";
constexpr std::string_view kUnnamed = "no symbol covers the address, or the trap came late";

constexpr auto write_fields(std::string_view no_function, std::string_view no_address) {
  return std::to_array<Field>({
      {"absent", FieldType::absent_mask},
      {"object", FieldType::text},
      {"value", FieldType::int64},
      {"before", FieldType::int64},
      {"file", FieldType::text, kNoPython},
      {"code", FieldType::text, kNoPython},
      {"line", FieldType::int64, kNoPython},
      {"offset", FieldType::int64, kNoPython},
      {"opcode", FieldType::text, kNoPython},
      {"function", FieldType::text, no_function},
      {"ip", FieldType::address, no_address},
  });
}
constexpr auto kHardwareFields =
    write_fields(kUnnamed, "the trap came late: the thread had blocked SIGTRAP");
constexpr auto kInstructionFields = write_fields(kCompared, kCompared);
constexpr std::uint64_t kPlaceMask = 0b1'1111'0000;
constexpr std::uint64_t kFunctionMask = std::uint64_t{1} << 9U;
constexpr std::uint64_t kAddressMask = std::uint64_t{1} << 10U;

constexpr Field kEndFields[] = {
    {"object", FieldType::text},
    {"reason", FieldType::text},
    {"value", FieldType::int64},
};
constexpr std::array<std::string_view, 3> kReasons = {"deallocated", "stopped", "exit"};

/// What a signal handler may need, declared once in a process; children after fork use it too.
struct Declared {
  explicit Declared(record::Writer& log)
      : watch(log.declare("refcount.watch", kWatchFields)),
        hardware_write(log.declare("refcount.write", kHardwareFields)),
        instruction_write(log.declare("refcount.write", kInstructionFields)),
        end(log.declare("refcount.end", kEndFields)) {
    for (std::size_t i = 0; i < kReasons.size(); ++i)
      reasons[i] = log.intern(kReasons[i]);
  }
  std::uint16_t watch;
  std::uint16_t hardware_write;
  std::uint16_t instruction_write;
  std::uint16_t end;
  std::array<std::uint64_t, kReasons.size()> reasons{};
};
const Declared* declared = nullptr;

}  // namespace

std::string_view name_of(RefcountMode mode) noexcept {
  switch (mode) {
    case RefcountMode::hardware:
      return "hardware";
    case RefcountMode::instruction:
      return "instruction";
  }
  return {};
}

RefcountLedger::RefcountLedger(record::Writer& log, PyObject* object, std::string_view name,
                               RefcountMode mode, int own)
    : log_(log), mode_(mode), name_(log.intern(name)) {
  if (declared == nullptr) declared = new Declared(log);  // stays: events may come to the very end
  const lab_maybe immortal = lab_immortal(object);
  immortal_ = immortal.absent == nullptr && immortal.value != 0;
  last_ = lab_refcount_field(object) - (immortal_ ? 0 : own);
  const std::array<std::uint64_t, std::size(kWatchFields)> words = {
      name_,
      reinterpret_cast<std::uintptr_t>(object),
      log.intern(Py_TYPE(object)->tp_name),
      log.intern(name_of(mode)),
      static_cast<std::uint64_t>(last_),
      immortal_ ? 1U : 0U};
  log.event(declared->watch, words);
}

void RefcountLedger::write(std::int64_t value, const Place& place, std::uint64_t function,
                           std::uintptr_t ip) noexcept {
  std::uint64_t absent = 0;
  PlaceWords at{};
  if (place.code != nullptr) {
    at = words_of(place);
  } else {
    absent |= kPlaceMask;
  }
  if (function == 0) absent |= kFunctionMask;
  if (ip == 0) absent |= kAddressMask;
  const std::array<std::uint64_t, kHardwareFields.size()> words = {
      absent,
      name_,
      static_cast<std::uint64_t>(value),
      static_cast<std::uint64_t>(last_),
      at.file,
      at.code,
      at.line,
      at.offset,
      at.opcode,
      function,
      ip};
  const bool hardware = mode_ == RefcountMode::hardware;
  log_.event(hardware ? declared->hardware_write : declared->instruction_write, words);
  last_ = value;
  writes_.fetch_add(1, std::memory_order_relaxed);
}

void RefcountLedger::end(std::string_view reason) noexcept {
  if (over_.exchange(true)) return;
  std::uint64_t text = 0;
  for (std::size_t i = 0; i < kReasons.size(); ++i) {
    if (kReasons[i] == reason) text = declared->reasons[i];
  }
  const std::array<std::uint64_t, std::size(kEndFields)> words = {
      name_, text, static_cast<std::uint64_t>(last_)};
  log_.event(declared->end, words);
}

}  // namespace lab::bindings
