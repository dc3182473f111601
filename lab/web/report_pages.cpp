#include "lab/web/report_pages.h"

#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace lab::web {

using timeline::Entry;
using timeline::Number;
using timeline::Timeline;

namespace {

/// How many records there are of each kind, apart for the program's own and others.
using Kind = std::pair<bool, std::string>;  // (not own, name): own ones come first

std::map<Kind, std::uint64_t> count_kinds(Timeline& timeline) {
  std::map<Kind, std::uint64_t> counts;
  for (Number number = 0; number < timeline.count(); ++number) {
    const Entry& entry = timeline.at(number);
    ++counts[{!entry.own, entry.name}];
  }
  return counts;
}

/// Of each kind, every how many-th is kept: all of the rare ones first, and what room is left is
/// divided among the common ones.
std::map<Kind, std::uint64_t> choose_kinds(const std::map<Kind, std::uint64_t>& counts,
                                           std::size_t most) {
  std::vector<std::pair<std::uint64_t, Kind>> by_count;
  for (const auto& [kind, count] : counts)
    by_count.emplace_back(count, kind);
  std::sort(by_count.begin(), by_count.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.second.first, a.first) < std::tuple(b.second.first, b.first);
  });
  std::map<Kind, std::uint64_t> room;
  std::uint64_t left = most;
  for (const auto& [count, kind] : by_count) {
    room[kind] = std::min(count, left);
    left -= room[kind];
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
  const std::map<Kind, std::uint64_t> counts = count_kinds(timeline);
  std::map<Kind, std::uint64_t> room = choose_kinds(counts, most);
  for (const auto& [kind, count] : counts) {
    if (room[kind] < count)
      kept.left_out.push_back(fmt::format("{} of {} {}{}", count - room[kind], count, kind.second,
                                          kind.first ? " of Python's library" : ""));
  }
  for (Number number = 0; number < timeline.count(); ++number) {
    const Entry& entry = timeline.at(number);
    std::uint64_t& left = room[{!entry.own, entry.name}];
    if (left == 0) continue;
    --left;
    kept.numbers.push_back(number);
  }
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
