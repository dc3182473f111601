#include "lab/web/report_pages.h"

#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace lab::web {

using timeline::Number;
using timeline::Timeline;

namespace {

/// The program's own and others of one name are two kinds: (not own, name), own ones first.
using Kind = std::pair<bool, std::string_view>;

/// A number for each kind. Neighbours are mostly of one kind, which is remembered.
class Counts {
 public:
  std::uint64_t& of(std::string_view name, bool own) {
    if (last_ == nullptr || last_->first.first != !own || last_->first.second != name)
      last_ = &*all_.try_emplace({!own, name}).first;
    return last_->second;
  }
  const std::map<Kind, std::uint64_t>& all() const { return all_; }

 private:
  std::map<Kind, std::uint64_t> all_;
  std::pair<const Kind, std::uint64_t>* last_ = nullptr;
};

Counts count_kinds(Timeline& timeline) {
  Counts counts;
  timeline.each(0, [&](Number, std::string_view name, bool own) {
    ++counts.of(name, own);
    return true;
  });
  return counts;
}

/// How many of each kind there is room for: the program's own before others, the rare before the
/// common.
Counts choose_kinds(const Counts& counts, std::size_t most) {
  std::vector<std::pair<std::uint64_t, Kind>> by_count;
  for (const auto& [kind, count] : counts.all())
    by_count.emplace_back(count, kind);
  std::sort(by_count.begin(), by_count.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.second.first, a.first) < std::tuple(b.second.first, b.first);
  });
  Counts room;
  std::uint64_t left = most;
  for (const auto& [count, kind] : by_count) {
    std::uint64_t& of_it = room.of(kind.second, !kind.first);
    of_it = std::min(count, left);
    left -= of_it;
  }
  return room;
}

std::string base64(const std::string& bytes) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const auto byte = at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U;
      group = group << 8U | byte;
    }
    for (std::size_t i = 0; i < 4; ++i) {
      const bool padding = at + i > bytes.size();
      text += padding ? '=' : kDigits[group >> (18U - 6U * i) & 63U];
    }
  }
  return text;
}

}  // namespace

Kept choose_records(Timeline& timeline, std::size_t most) {
  Kept kept;
  if (timeline.count() <= most) {
    for (Number number = 0; number < timeline.count(); ++number)
      kept.numbers.push_back(number);
    return kept;
  }
  const Counts counts = count_kinds(timeline);
  Counts room = choose_kinds(counts, most);
  for (const auto& [kind, count] : counts.all()) {
    const std::uint64_t kept_of_it = room.of(kind.second, !kind.first);
    if (kept_of_it < count)
      kept.left_out.push_back(fmt::format("{} of {} {}{}", count - kept_of_it, count, kind.second,
                                          kind.first ? " of Python's library" : ""));
  }
  timeline.each(0, [&](Number number, std::string_view name, bool own) {
    std::uint64_t& left = room.of(name, own);
    if (left > 0) {
      --left;
      kept.numbers.push_back(number);
    }
    return kept.numbers.size() < most;
  });
  return kept;
}

std::string compressed(std::string_view bytes) {
  z_stream stream{};
  constexpr int kGzip = 15 + 16;  // the largest window, with gzip's header
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK)
    throw std::runtime_error("zlib has no memory");
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int ended = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (ended != Z_STREAM_END) throw std::runtime_error("zlib could not pack a page");
  return base64(packed);
}

}  // namespace lab::web
