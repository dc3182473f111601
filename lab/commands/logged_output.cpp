#include "lab/commands/logged_output.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>

#include <array>

#include "lab/record/utf8.h"

namespace lab::commands {
namespace {

constexpr std::size_t kPiece = std::size_t{32} << 10U;
/// What an event takes of the log beside its text: the heads of two records, the words, padding.
constexpr std::uint64_t kAround = 96;

std::uint64_t size_of(const record::FileDescriptor& file) {
  struct stat status {};
  return ::fstat(file.number(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

/// How many bytes at the end of `text` begin a code point and are not yet all of it.
std::size_t unfinished_end(std::string_view text) {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const std::string_view end = text.substr(text.size() - back);
    const auto first = static_cast<unsigned char>(end.front());
    if ((first & 0xC0U) == 0x80) continue;
    if (first < 0xC2 || first > 0xF4) return 0;
    const record::CodePoint point = record::first_code_point(end);
    return point.length == 0 && point.bad == back ? back : 0;
  }
  return 0;
}

/// Takes from the front of `text` what fits into one event, U+FFFD in place of what is not UTF-8.
std::string take_piece(std::string_view& text) {
  constexpr std::size_t kLongest = 4;
  std::string piece;
  while (!text.empty() && piece.size() + kLongest <= kPiece) {
    const record::CodePoint point = record::first_code_point(text);
    if (point.length != 0) {
      piece.append(text.substr(0, point.length));
    } else {
      piece.append("\uFFFD");
    }
    text.remove_prefix(point.length + point.bad);
  }
  return piece;
}

}  // namespace

LoggedOutput::LoggedOutput(const std::filesystem::path& log)
    : file_(::open(log.c_str(), O_RDONLY | O_CLOEXEC)), size_(size_of(file_)), log_(log) {
  using record::FieldType;
  const std::array<record::Field, 3> fields = {
      {{"stream", FieldType::text}, {"text", FieldType::text}, {"left_out", FieldType::uint64}}};
  schema_ = log_.declare("output", fields);
  out_.name = log_.intern("stdout");
  err_.name = log_.intern("stderr");
}

LoggedOutput::~LoggedOutput() {
  finish(out_);
  finish(err_);
}

void LoggedOutput::add(supervise::Stream stream, std::string_view portion) {
  Printed& printed = stream == supervise::Stream::out ? out_ : err_;
  if (printed.left_out > 0) {
    printed.left_out += portion.size();
    return;
  }
  const std::string text = printed.unfinished.append(portion);
  printed.unfinished = text.substr(text.size() - unfinished_end(text));
  write(printed, std::string_view(text).substr(0, text.size() - printed.unfinished.size()));
}

void LoggedOutput::write(Printed& printed, std::string_view text) {
  while (!text.empty() && printed.left_out == 0) {
    std::string_view rest = text;
    const std::string piece = take_piece(rest);
    const std::uint64_t size = piece.size() + kAround;
    if (size > printed.room || !append(printed, piece, 0)) {
      printed.left_out = text.size() + printed.unfinished.size();
      printed.unfinished.clear();
      return;
    }
    printed.room -= size;
    text = rest;
  }
}

void LoggedOutput::finish(Printed& printed) {
  const std::string unfinished = std::move(printed.unfinished);
  printed.unfinished.clear();
  write(printed, unfinished);
  if (printed.left_out == 0) return;
  append(printed, fmt::format("… {} bytes more were printed", printed.left_out), printed.left_out);
}

bool LoggedOutput::append(const Printed& printed, std::string_view text, std::uint64_t left_out) {
  if (!is_whole()) return false;
  const std::uint64_t number = log_.intern(text);
  if (number == 0) return false;
  const std::array<std::uint64_t, 3> words = {printed.name, number, left_out};
  log_.event(schema_, words);
  return true;
}

/// A script finds the path of its log and may cut the file: writing there would be SIGBUS for us.
bool LoggedOutput::is_whole() const {
  return size_of(file_) >= size_;
}

supervise::Outcome run_with_logged_output(supervise::Command& command,
                                          const std::filesystem::path& log) {
  LoggedOutput output(log);
  command.on_output = [&output](supervise::Stream stream, std::string_view portion) {
    output.add(stream, portion);
  };
  supervise::Outcome outcome = supervise::run(command);
  command.on_output = nullptr;
  return outcome;
}

}  // namespace lab::commands
