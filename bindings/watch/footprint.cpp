#include "bindings/watch/footprint.h"

#include <algorithm>
#include <array>

#include "bindings/watch/text_number.h"

namespace lab::bindings {
namespace {

using record::FieldType;

constexpr record::Field kFootprintFields[] = {{"watch", FieldType::text},
                                              {"events", FieldType::uint64},
                                              {"nanoseconds", FieldType::nanoseconds},
                                              {"references", FieldType::int64},
                                              {"blocks", FieldType::int64}};

}  // namespace

void HookTime::add(std::uint64_t nanoseconds) noexcept {
  const std::uint64_t own = nanoseconds - std::min(nanoseconds, clock_cost());
  if (calls_ <= kEvery) {
    at_first_ += own;
    return;
  }
  ++timed_;
  nanoseconds_ += own;
}

std::uint64_t HookTime::nanoseconds() const noexcept {
  if (timed_ == 0) return at_first_;
  const double each = static_cast<double>(nanoseconds_) / static_cast<double>(timed_);
  return at_first_ + static_cast<std::uint64_t>(each * static_cast<double>(calls_ - kEvery));
}

std::uint64_t HookTime::clock_cost() noexcept {
  static const std::uint64_t cost = [] {
    std::uint64_t least = ~std::uint64_t{0};
    for (int attempt = 0; attempt < 16; ++attempt) {
      const std::uint64_t start = record::Writer::now();
      least = std::min(least, record::Writer::now() - start);
    }
    return least;
  }();
  return cost;
}

void write_footprint(record::Writer& log, std::string_view watch,
                     const Footprint& footprint) noexcept {
  static const std::uint16_t schema = log.declare("footprint", kFootprintFields);
  log.event(schema, std::array{text_number(watch), footprint.events, footprint.nanoseconds,
                               static_cast<std::uint64_t>(footprint.references),
                               static_cast<std::uint64_t>(footprint.blocks)});
}

}  // namespace lab::bindings
