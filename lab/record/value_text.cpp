#include <fmt/core.h>

#include <cmath>
#include <string>
#include <string_view>

#include "lab/record/utf8.h"
#include "lab/record/value.h"

namespace lab::record {
namespace {

/// A line of at most `limit` code points. It stops taking text there: a value of a million entries
/// costs no more than what is shown of it.
class Line {
 public:
  explicit Line(std::size_t limit) : limit_(limit) {}

  bool full() const { return points_ > limit_; }
  /// One code point.
  void point(std::string_view bytes) {
    if (full()) return;
    // Where the "…" would have to stand, should more follow.
    if (points_ + 1 == limit_) last_ = line_.size();
    ++points_;
    if (!full()) line_.append(bytes);
  }
  void text(std::string_view utf8) {
    while (!utf8.empty() && !full()) {
      const CodePoint next = first_code_point(utf8);
      point(next.length != 0 ? utf8.substr(0, next.length) : "\uFFFD");
      utf8.remove_prefix(next.length + next.bad);
    }
  }
  std::string take() {
    if (full()) {
      line_.resize(last_);
      if (limit_ != 0) line_.append("…");
    }
    return std::move(line_);
  }

 private:
  std::string line_;
  std::size_t limit_;
  std::size_t points_ = 0;
  std::size_t last_ = 0;
};

/// Control characters of both blocks: a log of code that nobody trusts must not steer a terminal.
bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F);
}

void write_quoted(Line& line, std::string_view text) {
  line.text("\"");
  while (!text.empty() && !line.full()) {
    const CodePoint next = first_code_point(text);
    if (next.value == '"' || next.value == '\\') {
      line.text("\\");
      line.text(text.substr(0, 1));
    } else if (next.value == '\n') {
      line.text("\\n");
    } else if (next.length != 0 && is_control(next.value)) {
      line.text(fmt::format("\\x{:02x}", static_cast<unsigned>(next.value)));
    } else {
      line.point(next.length != 0 ? text.substr(0, next.length) : "\uFFFD");
    }
    text.remove_prefix(next.length + next.bad);
  }
  line.text("\"");
}

void write_bytes(Line& line, std::string_view data) {
  line.text("b\"");
  for (char c : data) {
    if (line.full()) return;
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') line.text("\\");
    if (byte >= 0x20 && byte < 0x7F) {
      line.text({&c, 1});
    } else {
      line.text(fmt::format("\\x{:02x}", byte));
    }
  }
  line.text("\"");
}

/// As Python writes a float: the shortest that reads back the same, never mistaken for an int.
std::string real_text(double number) {
  std::string text = fmt::format("{}", number);
  if (std::isfinite(number) && text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

/// Reasons and keys are words of the host and stand without quotes, but not with control
/// characters.
void write_bare(Line& line, std::string_view text) {
  while (!text.empty() && !line.full()) {
    const CodePoint next = first_code_point(text);
    const bool shown = next.length != 0 && !is_control(next.value);
    line.point(shown ? text.substr(0, next.length) : "\uFFFD");
    text.remove_prefix(next.length + next.bad);
  }
}

void write(Line& line, const Value& value);

struct ToLine {
  Line& line;

  void operator()(const None&) const { line.text("None"); }
  void operator()(bool value) const { line.text(value ? "True" : "False"); }
  void operator()(std::int64_t value) const { line.text(fmt::format("{}", value)); }
  void operator()(std::uint64_t value) const { line.text(fmt::format("{}", value)); }
  void operator()(double value) const { line.text(real_text(value)); }
  void operator()(const Address& address) const { line.text(fmt::format("{:#x}", address.value)); }
  void operator()(const std::string& text) const { write_quoted(line, text); }
  void operator()(const Bytes& bytes) const { write_bytes(line, bytes.data); }
  void operator()(const BigInt& number) const { line.text(number.decimal); }
  void operator()(const Absent& absent) const {
    line.text("absent (");
    write_bare(line, absent.reason);
    line.text(")");
  }
  void operator()(const List& list) const {
    line.text("[");
    for (std::size_t i = 0; i < list.size() && !line.full(); ++i) {
      if (i != 0) line.text(", ");
      write(line, list[i]);
    }
    line.text("]");
  }
  void operator()(const Map& map) const {
    line.text("{");
    for (std::size_t i = 0; i < map.size() && !line.full(); ++i) {
      if (i != 0) line.text(", ");
      write_bare(line, map[i].first);
      line.text(": ");
      write(line, map[i].second);
    }
    line.text("}");
  }
};

void write(Line& line, const Value& value) {
  std::visit(ToLine{line}, value.data());
}

}  // namespace

std::string to_text(const Value& value, std::size_t limit) {
  Line line(limit);
  write(line, value);
  return line.take();
}

}  // namespace lab::record
