#include "lab/record/reader.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "lab/record/cursor.h"
#include "lab/record/header.h"
#include "lab/record/record_body.h"
#include "lab/record/record_window.h"

namespace lab::record {
namespace {

std::uint64_t size_of(int file) {
  struct stat status {};
  return ::fstat(file, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

}  // namespace

struct Reader::State {
  explicit State(OpenLog log) : file(std::move(log.file)), header(log.header) {}

  FileDescriptor file;
  Header header;
  RecordWindow window;
  Declarations declarations;
  std::uint64_t position = kHeaderSize;
  std::uint64_t torn = 0;
  std::uint64_t corrupt = 0;
  bool cut = false;
  bool settled = false;  ///< at the last look, what was reserved had no writer left
  bool broken = false;   ///< a size that cannot be: what follows has no known beginning

  bool look_further();
  bool pass_hole(const RecordWindow::Range& range);
  void stop_reading() {
    ++corrupt;
    broken = true;
  }
  std::optional<Record> interpret(std::span<const std::byte> bytes);
  std::optional<decltype(Record::body)> body_of(Kind kind, std::uint16_t schema,
                                                std::span<const std::byte> payload);
};

/// Fills the window. @returns false at the present end, which may be a record that is not whole
/// yet.
bool Reader::State::look_further() {
  while (true) {
    // The order matters. First how far the log goes, then whether anybody writes: below that end
    // nothing can have begun in between. Then the bytes, which nobody changes any more.
    refresh(file.number(), header);
    settled = header.finished || writers_of(file.number()) == Writers::none;
    const RecordWindow::Range range{position, std::max(header.end(), position),
                                    size_of(file.number())};
    cut = range.available < range.end;
    switch (window.fill(file.number(), range, settled)) {
      case Found::whole:
      case Found::impossible:
        return true;
      case Found::unfinished:
        return settled;
      case Found::nothing:
      case Found::cut:
        return false;
      case Found::hole:
        if (!settled || !pass_hole(range)) return false;
    }
  }
}

/// Passes zeros that may be longer than a window. @returns false when they reach the end, of which
/// damage() speaks.
bool Reader::State::pass_hole(const RecordWindow::Range& range) {
  const std::uint64_t end = window.end_of_hole(file.number());
  if (end >= range.end) return false;
  if (end == position) {
    stop_reading();
    return false;
  }
  position = end;
  ++torn;
  return true;
}

std::optional<decltype(Record::body)> Reader::State::body_of(Kind kind, std::uint16_t schema,
                                                             std::span<const std::byte> payload) {
  if (kind != Kind::event) return decode_body(kind, payload);
  return declarations.event(schema, payload);
}

std::optional<Record> Reader::State::interpret(std::span<const std::byte> bytes) {
  Record record;
  record.offset = position;
  position += bytes.size();
  Cursor in(bytes);
  in.number<std::uint32_t>();  // state
  const auto kind = static_cast<Kind>(in.number<std::uint16_t>());
  const auto schema = in.number<std::uint16_t>();
  const auto time = in.number<std::uint64_t>();
  record.pid = in.number<std::uint32_t>();
  record.tid = in.number<std::uint32_t>();
  record.time = time > header.monotonic_start_ns ? time - header.monotonic_start_ns : 0;
  const std::span<const std::byte> payload = in.take(in.left());
  if (kind == Kind::schema || kind == Kind::text) {
    const bool good = kind == Kind::schema ? declarations.add_schema(schema, payload)
                                           : declarations.add_text(payload);
    if (!good) ++corrupt;
    return std::nullopt;
  }
  auto body = body_of(kind, schema, payload);
  if (!body) {
    ++corrupt;
    return std::nullopt;
  }
  record.body = std::move(*body);
  return record;
}

Reader::Reader(const std::filesystem::path& path)
    : state_(std::make_unique<State>(open_log(path, O_RDONLY))) {}
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

std::optional<Record> Reader::next() {
  while (!state_->broken) {
    const RecordWindow::Step step = state_->window.step();
    switch (step.found) {
      case Found::whole:
        if (auto record = state_->interpret(step.bytes)) return record;
        break;
      case Found::unfinished:
      case Found::hole:
        state_->position += step.size;
        ++state_->torn;
        break;
      case Found::impossible:
        state_->stop_reading();
        break;
      case Found::nothing:
      case Found::cut:
        if (!state_->look_further()) return std::nullopt;
    }
  }
  return std::nullopt;
}

Reader::Damage Reader::damage() const {
  Damage damage;
  damage.lost_records = state_->header.lost_records;
  damage.lost_bytes = state_->header.lost_bytes;
  damage.torn_records = state_->torn;
  damage.corrupt_records = state_->corrupt;
  damage.cut = state_->cut;
  // Room at the end that nothing was written into: of a lost record when there are any, of a record
  // whose writer was killed otherwise.
  const bool empty_end =
      state_->settled && !state_->broken && state_->header.tail > state_->position;
  if (empty_end && !state_->cut && damage.lost_records == 0) ++damage.torn_records;
  return damage;
}

bool Reader::finished() const {
  return state_->header.finished;
}
std::uint64_t Reader::realtime_start_ns() const {
  return state_->header.realtime_start_ns;
}
std::uint64_t Reader::size() const {
  return state_->header.end();
}

}  // namespace lab::record
