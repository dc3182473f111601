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
  std::optional<RawRecord> interpret(std::span<const std::byte> bytes);
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

namespace {

/// The head of a whole record; its payload is what follows.
RawRecord head_of(std::span<const std::byte> bytes, std::uint64_t offset, const Header& header) {
  RawRecord record;
  record.offset = offset;
  Cursor in(bytes);
  in.number<std::uint32_t>();  // state
  record.kind = static_cast<Kind>(in.number<std::uint16_t>());
  record.schema = in.number<std::uint16_t>();
  const auto time = in.number<std::uint64_t>();
  record.pid = in.number<std::uint32_t>();
  record.tid = in.number<std::uint32_t>();
  record.time = time > header.monotonic_start_ns ? time - header.monotonic_start_ns : 0;
  record.payload = in.take(in.left());
  return record;
}

bool is_declaration(const RawRecord& record) {
  return record.kind == Kind::schema || record.kind == Kind::text;
}

}  // namespace

/// Takes a declaration in and gives nothing back for it.
std::optional<RawRecord> Reader::State::interpret(std::span<const std::byte> bytes) {
  const RawRecord record = head_of(bytes, position, header);
  position += bytes.size();
  if (!is_declaration(record)) return record;
  const bool good = record.kind == Kind::schema
                        ? declarations.add_schema(record.schema, record.payload)
                        : declarations.add_text(record.payload);
  if (!good) ++corrupt;
  return std::nullopt;
}

Reader::Reader(const std::filesystem::path& path)
    : state_(std::make_unique<State>(open_log(path, O_RDONLY))) {}
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

std::optional<Record> Reader::next() {
  while (const auto raw = next_raw()) {
    if (auto record = decode(*raw)) return record;
    ++state_->corrupt;
  }
  return std::nullopt;
}

std::optional<Record> Reader::decode(const RawRecord& raw) const {
  auto body = raw.kind == Kind::event ? state_->declarations.event(raw.schema, raw.payload)
                                      : decode_body(raw.kind, raw.payload);
  if (!body) return std::nullopt;
  return Record{raw.offset, raw.time, raw.pid, raw.tid, std::move(*body)};
}

const Schema* Reader::schema(std::uint16_t number) const {
  return state_->declarations.schema(number);
}
const std::string* Reader::text(std::uint64_t number) const {
  return state_->declarations.text(number);
}

void Reader::again_from(std::uint64_t offset,
                        const std::function<bool(const RawRecord&)>& take) const {
  const int file = state_->file.number();
  RecordWindow window;
  std::uint64_t place = offset;
  while (place < state_->position) {
    const RecordWindow::Range range{place, state_->position, size_of(file)};
    const Found first = window.fill(file, range, true);
    if (first == Found::hole) {
      place = window.end_of_hole(file);
      continue;
    }
    if (first != Found::whole && first != Found::unfinished) return;
    for (auto step = window.step(); step.size != 0; step = window.step()) {
      if (step.found == Found::impossible) return;
      if (step.found == Found::whole) {
        const RawRecord record = head_of(step.bytes, place, state_->header);
        if (!is_declaration(record) && !take(record)) return;
      }
      place += step.size;
    }
  }
}

std::optional<RawRecord> Reader::next_raw() {
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
