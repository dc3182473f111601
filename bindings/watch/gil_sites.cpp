#include "bindings/watch/gil_sites.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>

#include "bindings/internals/called_name.h"
#include "bindings/internals/opcode.h"
#include "bindings/internals/running.h"
#include "bindings/watch/gil_function.h"
#include "bindings/watch/instructions.h"
#include "bindings/watch/symbols.h"
#include "bindings/watch/text_number.h"

// A hash table from places to their numbers, in memory that is mapped once and never moves. A place
// is an instruction and two words of the C stack:
//
//     at         the instruction that runs: an address in the code object
//     code       that it is still the same code object, whose address may have been given to another
//                since: lab_code_fingerprint says how exactly it can tell, and the file's name
//     nearest    the return address into drop_gil
//     farthest   the return address into the C function, `distance` words above the hook's frame:
//                frames of one path through CPython's machinery have one size each. A path that
//                comes by with both words equal, the second left over from another call, is taken
//                for the other; for that one instruction must call different functions in turns
//
// On a hit nothing else is looked at: no unwinding, no symbols. An entry is claimed by one exchange
// and published by its number; threads of interpreters with GILs of their own come here at a time,
// and one site then may get two numbers.

namespace lab::bindings {
namespace {

using record::Field;
using record::FieldType;

constexpr std::size_t kEntries = std::size_t{1} << 17U;
constexpr std::uint64_t kMostSites = std::uint64_t{1} << 16U;  ///< so the table stays half empty
constexpr std::size_t kMostProbes = 64;
constexpr std::uint64_t kClaimed = 1;  ///< of Site::number: no process has this small a number
constexpr unsigned kIndexBits = 17;    ///< a number is process id, then index

struct alignas(64) Site {
  std::atomic<std::uint64_t> number;  ///< 0: free
  const void* at;
  std::uint64_t code;
  const void* file;
  std::uintptr_t nearest;
  std::uintptr_t farthest;
  std::uint64_t distance;
};
static_assert(sizeof(Site) == 64, "one line of the cache");

constexpr std::string_view kNoSymbol = "no symbol covers the function";
constexpr std::string_view kNoName = "the instruction calls nothing that has a name";
constexpr Field kSiteFields[] = {
    {"absent", FieldType::absent_mask},  {"site", FieldType::uint64},
    {"file", FieldType::text},           {"code", FieldType::text},
    {"line", FieldType::int64},          {"offset", FieldType::int64},
    {"opcode", FieldType::text},         {"function", FieldType::text, kNoSymbol},
    {"called", FieldType::text, kNoName}};
enum : unsigned { kFunctionField = 7, kCalledField = 8 };

Site* site_table = nullptr;
std::atomic<std::uint64_t> site_count{0};
std::atomic<bool> said_table_is_full{false};
std::atomic<std::uint16_t> site_schema{0};

/// What runs, and which code object it is.
struct Running {
  lab_running now;
  std::uint64_t code;
};

std::size_t slot_of(const Running& running) noexcept {
  constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15U;
  const std::uint64_t key = reinterpret_cast<std::uintptr_t>(running.now.at) ^ running.code << 16U;
  return static_cast<std::size_t>((key * kGolden) >> 47U);
}
static_assert(kEntries == std::size_t{1} << (64U - 47U));

bool is_this(const Site& site, const Running& running, const void* frame) noexcept {
  const auto* words = static_cast<const std::uintptr_t*>(frame);
  return site.at == running.now.at && site.code == running.code && site.nearest == words[1] &&
         site.farthest == words[site.distance] && site.file == running.now.code->co_filename;
}

Place place_of(const lab_running& running) noexcept {
  const auto offset = static_cast<const char*>(running.at) - running.code->co_code_adaptive;
  const Py_ssize_t size = Py_SIZE(running.code) * Py_ssize_t{sizeof(std::uint16_t)};
  if (offset <= 0 || offset >= size) return {running.code, 0};
  return {running.code, lab_instruction_start(running.code, static_cast<int>(offset))};
}

/// Declared once; at worst by two threads at a time, of which each uses its own.
std::uint16_t schema_in(record::Writer& log) noexcept {
  std::uint16_t schema = site_schema.load(std::memory_order_relaxed);
  if (schema == 0) {
    schema = log.declare("gil.site", kSiteFields);
    site_schema.store(schema, std::memory_order_relaxed);
  }
  return schema;
}

void write_site(record::Writer& log, std::uint64_t number, const Place& place,
                std::string_view function) noexcept {
  std::array<char, kLabCalledName> name{};
  const int length = lab_called_name(place.code, place.offset, name.data());
  const std::string_view called(name.data(), static_cast<std::size_t>(length));
  const PlaceWords where = words_of(place);
  const std::uint64_t absent = (function.empty() ? std::uint64_t{1} << kFunctionField : 0) |
                               (called.empty() ? std::uint64_t{1} << kCalledField : 0);
  log.event(schema_in(log),
            std::array{absent, number, where.file, where.code, where.line, where.offset,
                       where.opcode, text_number(function), text_number(called)});
}

/// The first free entry for a site, claimed; null when there is no room.
Site* claim_site(const Running& running) noexcept {
  if (site_count.load(std::memory_order_relaxed) >= kMostSites) return nullptr;
  const std::size_t first = slot_of(running);
  for (std::size_t probe = 0; probe < kMostProbes; ++probe) {
    Site& site = site_table[(first + probe) % kEntries];
    std::uint64_t is_free = 0;
    if (site.number.compare_exchange_strong(is_free, kClaimed)) return &site;
  }
  return nullptr;
}

void say_table_is_full(record::Writer& log) noexcept {
  if (said_table_is_full.exchange(true)) return;
  log.notice(
      "gil watch: the GIL is dropped at more places than the table has room for (65,536); "
      "further ones are not named");
}

/// Of a library that was loaded meanwhile there are no names yet.
void read_new_symbols(std::uintptr_t address, record::Writer& log) {
  if (address != 0 && !symbol_at(address - 1, log).known_file) read_symbols();
}

std::uint64_t add_site(record::Writer& log, const Running& running, const void* frame) noexcept {
  const int saved = errno;
  Site* site = claim_site(running);
  if (site == nullptr) {
    say_table_is_full(log);
    errno = saved;
    return 0;
  }
  GilFunction function = gil_function_above(frame);
  if (function.name.empty() && function.called_from != 0) {
    try {
      read_new_symbols(function.called_from, log);
      function = gil_function_above(frame);
    } catch (...) {  // no memory: then it has no name
    }
  }
  site->at = running.now.at;
  site->code = running.code;
  site->file = running.now.code->co_filename;
  site->nearest = function.nearest;
  site->distance = function.called_from == 0 ? 1 : function.distance;
  site->farthest = function.called_from == 0 ? function.nearest : function.called_from;
  const std::uint64_t index = site_count.fetch_add(1, std::memory_order_relaxed);
  const auto process = static_cast<std::uint64_t>(::getpid());
  const std::uint64_t number = process << kIndexBits | index;
  write_site(log, number, place_of(running.now), function.name);
  site->number.store(number, std::memory_order_release);
  errno = saved;
  return number;
}

}  // namespace

bool prepare_gil_sites() {
  if (site_table != nullptr) return true;
  void* memory = ::mmap(nullptr, kEntries * sizeof(Site), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return false;
  read_symbols();
  prepare_unwinding();
  site_table = static_cast<Site*>(memory);
  return true;
}

std::uint64_t gil_site(record::Writer& log, const void* frame, PyThreadState* tstate) noexcept {
  if (tstate == nullptr) tstate = PyGILState_GetThisThreadState();
  if (site_table == nullptr || tstate == nullptr) return 0;
  const lab_running now = lab_running_of(tstate);
  if (now.code == nullptr) return 0;
  const Running running = {now, lab_code_fingerprint(now.code)};
  const std::size_t first = slot_of(running);
  for (std::size_t probe = 0; probe < kMostProbes; ++probe) {
    const Site& site = site_table[(first + probe) % kEntries];
    const std::uint64_t number = site.number.load(std::memory_order_acquire);
    if (number == 0) break;
    if (number != kClaimed && is_this(site, running, frame)) return number;
  }
  return add_site(log, running, frame);
}

}  // namespace lab::bindings
