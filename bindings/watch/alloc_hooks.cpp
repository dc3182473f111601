#include "bindings/watch/alloc_hooks.h"

#include <pthread.h>

#include <array>
#include <mutex>

#include "bindings/internals/running.h"
#include "bindings/watch/alloc_events.h"
#include "bindings/watch/allocator_layer.h"
#include "bindings/watch/block_map.h"
#include "bindings/watch/footprint.h"
#include "bindings/watch/text_number.h"

// The functions that stand before Python's allocators while allocations are watched.
//
// One call of the program counts once, in the domain that it called. pymalloc, which serves the mem
// and object domains, itself calls the raw domain for blocks larger than 512 bytes and for its
// arena map: `inside` is set meanwhile, and what comes in then passes.
//
// A block is known by its address alone, nothing is added to it: it can outlive the watch, and one
// from before can be freed under it. Its word in the block map is taken out before the block is
// given back, because another thread may get that address at once.
//
// The line is that of the innermost Python frame, by the address of the running instruction: a
// table remembers the line of each. When a code object's memory is given back, whose block has been
// marked for that, everything remembered is void.

namespace lab::bindings {
namespace {

AllocLedger ledger;
BlockMap blocks;
std::atomic<bool> on{false};
record::Writer* calls_to = nullptr;  ///< where each call is written; null: nowhere
HookTime hook_time;
std::atomic<std::uint64_t> call_events{0};

// Trivial, so that it is one word of the executable's own TLS block: no allocation, no wrapper.
constinit thread_local bool inside = false;

/// The lines of instructions; used with the GIL held only.
struct KnownLine {
  const void* at = nullptr;
  std::uint32_t index = 0;
  std::uint32_t era = 0;
};
std::array<KnownLine, 8192> known_lines;
std::uint32_t era = 1;  ///< raised when a code object dies: what was known before counts no more

KnownLine& known_line(const void* at) noexcept {
  const auto bits = reinterpret_cast<std::uintptr_t>(at) >> 1U;  // instructions are 2 bytes
  return known_lines[(bits ^ (bits >> 13U)) % known_lines.size()];
}

[[gnu::noinline]] std::uint32_t find_line(lab_running running, KnownLine& entry) noexcept {
  const int line = lab_running_line(running);
  if (line <= 0) return 0;
  const std::uint32_t index = ledger.line_index(text_number(running.code->co_filename), line);
  if (auto* word = blocks.word(running.code, true)) {
    word->fetch_or(Block::kCode, std::memory_order_relaxed);
    entry = {running.at, index, era};
  }
  return index;
}

/// The line that runs, into `line`. @returns false in another interpreter: it is not watched
template <Domain kDomain>
bool find_here(std::uint32_t& line) noexcept {
  line = 0;
  if (kDomain == Domain::raw && !lab_holds_gil()) return true;
  bool main_interpreter = false;
  const lab_running running = lab_running_now(&main_interpreter);
  if (!main_interpreter) return false;
  if (running.code == nullptr) return true;
  KnownLine& entry = known_line(running.at);
  const bool known = entry.at == running.at && entry.era == era;
  line = known ? entry.index : find_line(running, entry);
  return true;
}

/// The word of a block, which is taken out of the map.
std::uint64_t take(void* block) noexcept {
  auto* word = blocks.word(block, false);
  if (word == nullptr) return 0;
  const std::uint64_t taken = word->load(std::memory_order_relaxed);
  if (taken != 0) word->store(0, std::memory_order_relaxed);
  if ((taken & Block::kCode) != 0) ++era;
  return taken;
}

template <Domain kDomain>
void count_release(std::uint64_t word) noexcept {
  const unsigned domain = Block::domain(word);
  if (domain >= kDomains) return;  // from before the watch
  const auto allocated_in = static_cast<Domain>(domain);
  if (kDomain == Domain::raw || allocated_in == Domain::raw) {
    ledger.released<true>(allocated_in, Block::size(word), Block::line(word));
  } else {
    ledger.released<false>(allocated_in, Block::size(word), Block::line(word));
  }
}

template <Domain kDomain>
void write_call(AllocCall call, const void* block, std::size_t size, const void* old,
                std::uint32_t line) noexcept {
  call_events.fetch_add(1, std::memory_order_relaxed);
  write_alloc_call(*calls_to, {kDomain, call, block, size, old,
                               ledger.lines[line].key.load(std::memory_order_relaxed)});
}

/// The program has got `block`, in place of the block with the word `old_word`, if any.
template <Domain kDomain>
void record_allocation(AllocCall call, void* block, std::size_t size, const void* old,
                       std::uint64_t old_word) noexcept {
  std::uint32_t line = 0;
  if (!find_here<kDomain>(line)) return;
  if (old_word != 0) count_release<kDomain>(old_word);
  ledger.allocated<kDomain == Domain::raw>(kDomain, size, line);
  if (auto* word = blocks.word(block, true)) [[likely]] {
    word->store(Block::pack(static_cast<unsigned>(kDomain), size, line), std::memory_order_relaxed);
  }
  if (calls_to != nullptr) [[unlikely]]
    write_call<kDomain>(call, block, size, old, line);
}

/// The program gives `block` back.
template <Domain kDomain>
void record_free(void* block) noexcept {
  const std::uint64_t word = take(block);
  std::uint32_t line = 0;
  // A block that is known is the main interpreter's.
  const bool mine = (word != 0 && calls_to == nullptr) || find_here<kDomain>(line);
  if (!mine) return;
  ledger.domains[static_cast<std::size_t>(kDomain)].frees.add<kDomain == Domain::raw>(1);
  if (word != 0) count_release<kDomain>(word);
  if (calls_to != nullptr) [[unlikely]]
    write_call<kDomain>(AllocCall::free, block, 0, nullptr, line);
}

/// With the time it takes, where one thread at a time comes by.
template <Domain kDomain, typename Work>
void timed(Work work) noexcept {
  if constexpr (kDomain == Domain::raw) {
    work();
  } else {
    InHook in_hook(hook_time);
    work();
  }
}

AllocatorLayer& layer_of(Domain domain) noexcept;

/// What pymalloc does to serve a call.
template <typename Call>
auto pass_on(Call call) noexcept {
  inside = true;
  struct Leave {
    ~Leave() { inside = false; }
  } leave;
  return call();
}

bool counts() noexcept {
  return !inside && on.load(std::memory_order_relaxed);
}

template <Domain kDomain>
void* hook_malloc(void*, std::size_t size) noexcept {
  const PyMemAllocatorEx& former = layer_of(kDomain).former;
  if (!counts()) return former.malloc(former.ctx, size);
  void* block = pass_on([&] { return former.malloc(former.ctx, size); });
  if (block != nullptr) [[likely]] {
    timed<kDomain>([&] { record_allocation<kDomain>(AllocCall::malloc, block, size, nullptr, 0); });
  }
  return block;
}

template <Domain kDomain>
void* hook_calloc(void*, std::size_t count, std::size_t each) noexcept {
  const PyMemAllocatorEx& former = layer_of(kDomain).former;
  if (!counts()) return former.calloc(former.ctx, count, each);
  void* block = pass_on([&] { return former.calloc(former.ctx, count, each); });
  if (block != nullptr) [[likely]] {
    timed<kDomain>(
        [&] { record_allocation<kDomain>(AllocCall::calloc, block, count * each, nullptr, 0); });
  }
  return block;
}

template <Domain kDomain>
void* hook_realloc(void*, void* old, std::size_t size) noexcept {
  const PyMemAllocatorEx& former = layer_of(kDomain).former;
  if (!counts()) return former.realloc(former.ctx, old, size);
  const std::uint64_t old_word = old == nullptr ? 0 : take(old);
  void* block = pass_on([&] { return former.realloc(former.ctx, old, size); });
  if (block != nullptr) [[likely]] {
    timed<kDomain>(
        [&] { record_allocation<kDomain>(AllocCall::realloc, block, size, old, old_word); });
  } else if (old_word != 0) {
    blocks.word(old, true)->store(old_word, std::memory_order_relaxed);  // it is still there
  }
  return block;
}

template <Domain kDomain>
void hook_free(void*, void* block) noexcept {
  const PyMemAllocatorEx& former = layer_of(kDomain).former;
  if (block == nullptr || !counts()) return former.free(former.ctx, block);
  timed<kDomain>([&] { record_free<kDomain>(block); });
  pass_on([&] { former.free(former.ctx, block); });
}

template <Domain kDomain>
constexpr PyMemAllocatorEx functions() {
  return {nullptr, hook_malloc<kDomain>, hook_calloc<kDomain>, hook_realloc<kDomain>,
          hook_free<kDomain>};
}

std::array<AllocatorLayer, kDomains> layers = {
    AllocatorLayer{PYMEM_DOMAIN_RAW, functions<Domain::raw>()},
    AllocatorLayer{PYMEM_DOMAIN_MEM, functions<Domain::mem>()},
    AllocatorLayer{PYMEM_DOMAIN_OBJ, functions<Domain::object>()}};

AllocatorLayer& layer_of(Domain domain) noexcept {
  return layers[static_cast<std::size_t>(domain)];
}

void after_fork_in_child() {
  if (!on.load(std::memory_order_relaxed)) return;
  ledger.clear_calls();
  call_events.store(0, std::memory_order_relaxed);
  hook_time = {};
}

}  // namespace

bool begin_alloc_hooks(record::Writer* calls) noexcept {
  static std::once_flag once;
  if (on.load()) return false;
  std::call_once(once, [] { ::pthread_atfork(nullptr, nullptr, after_fork_in_child); });
  ledger.clear();
  blocks.for_each([](auto& word) { word.store(0, std::memory_order_relaxed); });
  ++era;
  hook_time = {};
  call_events.store(0, std::memory_order_relaxed);
  calls_to = calls;
  for (AllocatorLayer& layer : layers)
    put_in_chain(layer);
  on.store(true);
  return true;
}

void end_alloc_hooks() noexcept {
  on.store(false);
  for (AllocatorLayer& layer : layers)
    take_from_chain(layer);
}

AllocHooksFootprint alloc_hooks_footprint() noexcept {
  return {call_events.load(std::memory_order_relaxed), hook_time.nanoseconds()};
}

AllocLedger& alloc_ledger() noexcept {
  return ledger;
}

std::string_view domain_name(Domain domain) noexcept {
  constexpr std::array<std::string_view, kDomains> kNames = {"raw", "mem", "object"};
  return kNames[static_cast<std::size_t>(domain)];
}

}  // namespace lab::bindings
