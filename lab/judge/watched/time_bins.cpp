#include "lab/judge/watched/time_bins.h"

#include <algorithm>

namespace lab::judge {

void TimeBins::reach(std::uint64_t time) {
  while (time / width_ >= kBins) {
    for (std::size_t i = 0; i < kBins; ++i) {
      const std::uint64_t a = 2 * i < kBins ? bins_[2 * i] : 0;
      const std::uint64_t b = 2 * i + 1 < kBins ? bins_[2 * i + 1] : 0;
      bins_[i] = kind_ == Kind::sum ? a + b : std::max(a, b);
    }
    width_ *= 2;
  }
}

void TimeBins::add_span(std::uint64_t begin, std::uint64_t end) {
  if (end <= begin) return;
  reach(end - 1);
  for (std::uint64_t bin = begin / width_; bin <= (end - 1) / width_; ++bin) {
    const std::uint64_t from = std::max(begin, bin * width_);
    const std::uint64_t to = std::min(end - 1, bin * width_ + (width_ - 1));
    bins_[bin] += to - from + 1;
  }
}

void TimeBins::add_value(std::uint64_t time, std::uint64_t value) {
  reach(time);
  std::uint64_t& bin = bins_[time / width_];
  bin = std::max(bin, value);
}

std::vector<double> TimeBins::columns(std::uint64_t begin, std::uint64_t end,
                                      std::size_t columns) const {
  std::vector<double> parts(columns, 0.0);
  if (columns == 0 || end <= begin) return parts;
  const double each = static_cast<double>(end - begin) / static_cast<double>(columns);
  const auto width = static_cast<double>(width_);
  for (std::size_t column = 0; column < columns; ++column) {
    const double from = static_cast<double>(begin) + each * static_cast<double>(column);
    const double to = from + each;
    const auto last = std::min(static_cast<std::size_t>(to / width), kBins - 1);
    double sum = 0;
    for (auto bin = std::min(static_cast<std::size_t>(from / width), kBins - 1); bin <= last;
         ++bin) {
      const auto value = static_cast<double>(bins_[bin]);
      const double low = std::max(from, static_cast<double>(bin) * width);
      const double high = std::min(to, static_cast<double>(bin + 1) * width);
      if (high <= low) continue;
      if (kind_ == Kind::most) sum = std::max(sum, value);
      if (kind_ == Kind::sum) sum += value * (high - low) / width;
    }
    parts[column] = kind_ == Kind::sum ? std::min(sum / each, 1.0) : sum;
  }
  return parts;
}

}  // namespace lab::judge
