#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lab::judge {

/// What a thread does with a GIL. `stuck`: it holds it in C code, and does not answer the request.
enum class GilState : std::uint8_t { runs, stuck, waits, off };
inline constexpr std::size_t kGilStates = 4;
using GilShares = std::array<float, kGilStates>;  ///< nanoseconds in each state

/// The time of a run in 512 pieces, however long it gets: when it outgrows them, each two become
/// one. All lanes have the same axis.
///
///     |--0--|--1--| … |-511-|            a piece is `width` wide
///     |-----0-----| … |----- 255 ----| … and twice as wide once time passes the end
class GilAxis {
 public:
  static constexpr std::size_t kPieces = 512;
  /// Later times (146 years) are taken for this one.
  static constexpr std::uint64_t kLastTime = std::uint64_t{1} << 62;

  /// The first time that is given is the origin; a time before it stands for the origin.
  void begin(std::uint64_t time);
  /// @returns how often the pieces were halved so that `time` is on the axis
  int reach(std::uint64_t time);
  std::uint64_t origin() const { return origin_; }
  std::uint64_t width() const { return width_; }
  std::size_t piece_of(std::uint64_t time) const;

 private:
  std::uint64_t origin_ = 0;
  std::uint64_t width_ = 1024;
  bool begun_ = false;
};

/// Of one thread: how much of each piece it was in each state.
class GilTimeline {
 public:
  /// @param from, to on the axis
  void add(const GilAxis& axis, GilState state, std::uint64_t from, std::uint64_t to);
  void halve();
  /// Empty where nothing was added; else one for each piece.
  const std::vector<GilShares>& pieces() const { return pieces_; }

 private:
  std::vector<GilShares> pieces_;
};

}  // namespace lab::judge
