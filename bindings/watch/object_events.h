#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "bindings/internals/snapshot.h"
#include "bindings/watch/instructions.h"
#include "lab/record/writer.h"

namespace lab::bindings {

/// The events of watched objects, as they go into the log.
class ObjectEvents {
 public:
  explicit ObjectEvents(record::Writer& log);

  record::Writer& log() const noexcept { return log_; }
  /// The number of a text. Remembered, up to a bound. @throws std::bad_alloc
  std::uint64_t text(std::string_view text);

  void watch(std::uint64_t object, const void* address, std::string_view type,
             std::string_view mode);
  /// @param place where there is no code, its fields are absent
  /// @param structure the kind of the object, whose words the change is told in: "dict"
  void change(std::uint64_t object, const char* structure, const lab_change& change,
              const Place& place);
  void end(std::uint64_t object, std::string_view reason);

 private:
  record::Writer& log_;
  std::uint16_t watch_;
  std::uint16_t change_;
  std::uint16_t end_;
  std::unordered_map<std::string, std::uint64_t> texts_;
};

}  // namespace lab::bindings
