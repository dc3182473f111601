#include "lab/judge/watched/gil_timeline.h"

#include <algorithm>

namespace lab::judge {

void GilAxis::begin(std::uint64_t time) {
  if (!begun_) origin_ = std::min(time, kLastTime);
  begun_ = true;
}

int GilAxis::reach(std::uint64_t time) {
  int halved = 0;
  while (time > origin_ && (time - origin_) / width_ >= kPieces) {
    width_ *= 2;
    ++halved;
  }
  return halved;
}

std::size_t GilAxis::piece_of(std::uint64_t time) const {
  if (time <= origin_) return 0;
  return static_cast<std::size_t>(std::min<std::uint64_t>((time - origin_) / width_, kPieces - 1));
}

void GilTimeline::add(const GilAxis& axis, GilState state, std::uint64_t from, std::uint64_t to) {
  if (from >= to) return;
  if (pieces_.empty()) pieces_.resize(GilAxis::kPieces);
  const std::size_t last = axis.piece_of(to);
  for (std::size_t piece = axis.piece_of(from); piece <= last; ++piece) {
    const std::uint64_t begin = axis.origin() + piece * axis.width();
    const std::uint64_t start = std::max(from, begin);
    const std::uint64_t end = std::min(to, begin + axis.width());
    if (end > start)
      pieces_[piece][static_cast<std::size_t>(state)] += static_cast<float>(end - start);
  }
}

void GilTimeline::halve() {
  if (pieces_.empty()) return;
  const std::size_t half = GilAxis::kPieces / 2;
  for (std::size_t piece = 0; piece < half; ++piece) {
    for (std::size_t state = 0; state < kGilStates; ++state)
      pieces_[piece][state] = pieces_[2 * piece][state] + pieces_[2 * piece + 1][state];
  }
  std::fill(pieces_.begin() + half, pieces_.end(), GilShares{});
}

}  // namespace lab::judge
