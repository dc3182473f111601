#include <array>
#include <atomic>

#include "bindings/internals/opcode.h"
#include "bindings/internals/place.h"
#include "bindings/watch/instructions.h"
#include "bindings/watch/text_number.h"

// Where a thread is, and a place as the words of an event.

namespace lab::bindings {
namespace {

/// The number of an opcode's name, remembered by the opcode.
std::uint64_t opcode_number(PyCodeObject* code, int offset) noexcept {
  static std::array<std::atomic<std::uint64_t>, 256> numbers;
  const int opcode = lab_base_opcode(code, offset);
  auto& known = numbers[static_cast<std::size_t>(opcode) % numbers.size()];
  std::uint64_t number = known.load(std::memory_order_relaxed);
  if (number == 0) {
    number = text_number(lab_opcode_name(opcode));
    known.store(number, std::memory_order_relaxed);
  }
  return number;
}

}  // namespace

Place current_place() noexcept {
  const lab_place place = lab_place_now();
  return {place.code, place.offset};
}

PlaceWords words_of(const Place& place) noexcept {
  if (place.code == nullptr) {
    const std::uint64_t nothing = text_number("");
    return {nothing, nothing, 0, 0, nothing};
  }
  const int line = PyCode_Addr2Line(place.code, place.offset);
  return {text_number(place.code->co_filename), text_number(place.code->co_qualname),
          static_cast<std::uint64_t>(std::int64_t{line}),
          static_cast<std::uint64_t>(std::int64_t{place.offset}),
          opcode_number(place.code, place.offset)};
}

}  // namespace lab::bindings
