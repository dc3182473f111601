#include "lab/record/record_body.h"

#include "lab/record/cursor.h"
#include "lab/record/utf8.h"

namespace lab::record {
namespace {

using Body = decltype(Record::body);

std::string text(Cursor& in) {
  return valid_utf8(in.text());
}

std::optional<Body> process_start(Cursor& in) {
  ProcessStart start;
  start.parent_pid = in.number<std::uint32_t>();
  start.python_version = text(in);
  const auto count = in.number<std::uint32_t>();
  if (count > kMaxValues || count > in.left() / 4) return std::nullopt;
  for (std::uint32_t i = 0; i < count; ++i)
    start.argv.push_back(text(in));
  return start;
}

std::optional<Body> observation(Cursor& in) {
  Observation seen;
  seen.experiment = in.number<std::uint32_t>() != 0;
  seen.line = in.number<std::int32_t>();
  seen.code = in.number<std::uint64_t>();
  seen.file = text(in);
  seen.qualname = text(in);
  seen.name = text(in);
  auto value = decode(in.sized());
  if (!value) return std::nullopt;
  seen.value = std::move(*value);
  return seen;
}

std::optional<Body> structure(Cursor& in) {
  Structure of;
  of.object = text(in);
  auto value = decode(in.sized());
  if (!value) return std::nullopt;
  of.value = std::move(*value);
  return of;
}

std::optional<Body> exception(Cursor& in) {
  Exception raised;
  raised.line = in.number<std::int32_t>();
  raised.type = text(in);
  raised.message = text(in);
  raised.file = text(in);
  return raised;
}

std::optional<Body> body(Kind kind, Cursor& in) {
  switch (kind) {
    case Kind::process_start:
      return process_start(in);
    case Kind::process_end:
      return ProcessEnd{in.number<std::int32_t>()};
    case Kind::observation:
      return observation(in);
    case Kind::exception:
      return exception(in);
    case Kind::notice:
      return Notice{text(in)};
    case Kind::structure:
      return structure(in);
    case Kind::schema:
    case Kind::text:
    case Kind::event:
      break;  // Declarations reads these
  }
  return std::nullopt;
}

}  // namespace

std::optional<Body> decode_body(Kind kind, std::span<const std::byte> payload) {
  Cursor in(payload);
  std::optional<Body> decoded = body(kind, in);
  return in.at_end_of_record() ? std::move(decoded) : std::nullopt;
}

}  // namespace lab::record
