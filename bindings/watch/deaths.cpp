#include "bindings/watch/deaths.h"

#include <array>
#include <cstddef>
#include <new>
#include <stdexcept>

#include "bindings/internals/death.h"
#include "bindings/internals/gc_state.h"
#include "bindings/internals/running.h"
#include "bindings/watch/allocator_layer.h"
#include "bindings/watch/death_callback.h"
#include "bindings/watch/death_table.h"
#include "bindings/watch/finalizers.h"
#include "bindings/watch/footprint.h"
#include "bindings/watch/instructions.h"
#include "bindings/watch/text_number.h"

// How an end is seen:
//
//   __del__          the tp_finalize of its class is ours meanwhile (finalizers.h)
//   callbacks        of an object with a name: wrapped (death_callback.h), those that its weak
//                    references had when the watch began. Others, of an object with a __del__ that
//                    dies by its refcount: read from its list right after __del__, when CPython is
//                    about to call them
//   deallocation     its block comes to PyObject_Free: a layer over that allocator looks each block
//                    up. PyRefTracer (3.13+) would tell of a refcount that reaches 0, which __del__
//                    can undo, and tracemalloc takes its only place
//   resurrection     by refcount: references are left after __del__. By the collector: the object
//                    is still there when the collection is over; so it is written then
//
// `by` is the collector when a collection runs, also for what a __del__ or a callback within that
// collection drops. Of __del__ it is exact: the collector calls it with a reference of its own.

namespace lab::bindings {
namespace {

using record::FieldType;

constexpr record::Field kDeathFields[] = {
    {"object", FieldType::text}, {"type", FieldType::text},    {"address", FieldType::address},
    {"by", FieldType::text},     {"order", FieldType::uint64}, {"file", FieldType::text},
    {"code", FieldType::text},   {"line", FieldType::int64},   {"offset", FieldType::int64},
    {"opcode", FieldType::text}};

enum class Death : unsigned { finalizer, callback, resurrection, dealloc };

struct Hub {
  record::Writer* log = nullptr;  ///< null: nobody watches
  bool all = false;
  std::size_t named = 0;
  std::size_t pending = 0;
  std::uint64_t order = 0;
  DeathTable table;
  HookTime time;
};

Hub& hub() noexcept {
  alignas(Hub) static std::byte room[sizeof(Hub)];
  static auto* one = new (room) Hub;  // outlives static destructors, as hooks do
  return *one;
}

/// Where Python is, unless that is a code object which is itself being deallocated.
Place place_of_death() noexcept {
  const Place place = current_place();
  return place.code != nullptr && Py_REFCNT(place.code) <= 0 ? Place{} : place;
}

std::uint16_t schema_of(Death death) noexcept {
  static const std::array<std::uint16_t, 4> schemas = {
      hub().log->declare("death.finalizer", kDeathFields),
      hub().log->declare("death.callback", kDeathFields),
      hub().log->declare("death.resurrection", kDeathFields),
      hub().log->declare("death.dealloc", kDeathFields)};
  return schemas[static_cast<std::size_t>(death)];
}

void write_death(Death death, const CallbackOf& object, bool by_collector) noexcept {
  const PlaceWords at = words_of(place_of_death());
  const Mortal* mortal = hub().table.find(object.block);
  if (mortal != nullptr && mortal->watch != nullptr) ++*mortal->watch;
  hub().log->event(schema_of(death),
                   std::array{object.name, object.type, object.address,
                              text_number(by_collector ? "collector" : "refcount"), ++hub().order,
                              at.file, at.code, at.line, at.offset, at.opcode});
}

CallbackOf about(const Mortal& mortal) noexcept {
  return {mortal.address, mortal.name, mortal.type, mortal.block};
}

/// Those that the collector has finalized and left alive.
void write_survivors() noexcept {
  Hub& deaths = hub();
  if (deaths.pending == 0 || lab_gc_collecting()) return;
  deaths.pending = 0;
  deaths.table.for_each([](Mortal& mortal) {
    if (!mortal.pending) return;
    mortal.pending = false;
    write_death(Death::resurrection, about(mortal), true);
  });
}

void before_callback(const CallbackOf& object) noexcept {
  if (hub().log == nullptr) return;
  InHook in_hook(hub().time);
  write_death(Death::callback, object, lab_gc_collecting());
}

void announce_callback(void* object, PyObject** callback) {
  if (!is_wrapped_callback(*callback))
    write_death(Death::callback, *static_cast<const CallbackOf*>(object), false);
}

/// The mortal that `self` is; one without a name is entered when all are watched.
Mortal* mortal_of(PyObject* self) noexcept {
  const void* block = lab_block_start(self);
  Mortal* known = hub().table.find(block);
  if (known != nullptr || !hub().all) return known;
  const std::uint64_t type = text_number(Py_TYPE(self)->tp_name);
  return hub().table.add({block, reinterpret_cast<std::uintptr_t>(self), type, type});
}

bool before_finalizer(PyObject* self, bool by_collector) noexcept {
  bool main_interpreter = false;
  lab_running_now(&main_interpreter);
  if (hub().log == nullptr || !main_interpreter) return false;
  InHook in_hook(hub().time);
  write_survivors();
  Mortal* mortal = mortal_of(self);
  if (mortal == nullptr) return false;
  if (by_collector && !mortal->pending) {
    mortal->pending = true;
    ++hub().pending;
  }
  write_death(Death::finalizer, about(*mortal), by_collector);
  return !by_collector;
}

/// By its refcount: does it live, or are its weak references next?
void after_finalizer(PyObject* self) noexcept {
  Mortal* mortal = hub().log == nullptr ? nullptr : hub().table.find(lab_block_start(self));
  if (mortal == nullptr) return;
  InHook in_hook(hub().time);
  CallbackOf object = about(*mortal);
  if (Py_REFCNT(self) > 1) return write_death(Death::resurrection, object, false);
  lab_weakref_callbacks(self, announce_callback, &object);
}

void finalize(PyObject* self) {
  const bool look_after = before_finalizer(self, Py_REFCNT(self) > 1);
  call_python_finalizer(self);
  if (look_after) after_finalizer(self);
}

bool in_main_interpreter() noexcept {
  bool main_interpreter = false;
  lab_running_now(&main_interpreter);
  return main_interpreter;
}

void before_free(void* block) noexcept {
  Hub& deaths = hub();
  if (!in_main_interpreter()) return;
  write_survivors();
  Mortal* mortal = deaths.table.find(block);
  if (mortal == nullptr) return;
  InHook in_hook(deaths.time);
  if (mortal->pending) --deaths.pending;
  const CallbackOf object = about(*mortal);
  write_death(Death::dealloc, object, lab_gc_collecting());
  deaths.table.remove(*mortal);
}

void* deaths_malloc(void*, std::size_t size);
void* deaths_calloc(void*, std::size_t count, std::size_t each);
void* deaths_realloc(void*, void* old, std::size_t size);
void deaths_free(void*, void* block);

AllocatorLayer object_layer = {
    PYMEM_DOMAIN_OBJ, {nullptr, deaths_malloc, deaths_calloc, deaths_realloc, deaths_free}};

void* deaths_malloc(void*, std::size_t size) {
  return object_layer.former.malloc(object_layer.former.ctx, size);
}

void* deaths_calloc(void*, std::size_t count, std::size_t each) {
  return object_layer.former.calloc(object_layer.former.ctx, count, each);
}

/// An object that is resized may move.
void* deaths_realloc(void*, void* old, std::size_t size) {
  void* block = object_layer.former.realloc(object_layer.former.ctx, old, size);
  if (hub().log == nullptr || block == nullptr || block == old || !in_main_interpreter())
    return block;
  Mortal* mortal = hub().table.find(old);
  if (mortal == nullptr) return block;
  Mortal moved = *mortal;
  hub().table.remove(*mortal);
  moved.address += reinterpret_cast<std::uintptr_t>(block) - reinterpret_cast<std::uintptr_t>(old);
  moved.block = block;
  hub().table.add(moved);
  return block;
}

void deaths_free(void*, void* block) {
  if (hub().log != nullptr && hub().table.size() > 0) before_free(block);
  object_layer.former.free(object_layer.former.ctx, block);
}

void begin(record::Writer& log) {
  prepare_finalizers(finalize);
  hub().log = &log;
  put_in_chain(object_layer);
}

void end_if_last() noexcept {
  Hub& deaths = hub();
  write_survivors();
  if (deaths.all || deaths.named > 0) return;
  deaths.log = nullptr;
  take_from_chain(object_layer);
  unhook_all_finalizers();
}

template <typename Which>
void forget(Which which) noexcept {
  Hub& deaths = hub();
  for (bool found = true; found;) {
    Mortal* one = nullptr;
    deaths.table.for_each([&](Mortal& mortal) { one = which(mortal) ? &mortal : one; });
    found = one != nullptr;
    if (found) deaths.table.remove(*one);
  }
}

}  // namespace

void begin_all_deaths(record::Writer& log) {
  if (hub().all) throw std::runtime_error("deaths are watched already");
  begin(log);
  hub().all = true;
  try {
    hook_all_finalizers();
  } catch (...) {
    end_all_deaths();
    throw;
  }
}

void end_all_deaths() noexcept {
  write_survivors();
  hub().all = false;
  forget([](const Mortal& mortal) { return mortal.watch == nullptr; });
  end_if_last();
}

std::int64_t begin_death(record::Writer& log, PyObject* object, std::uint64_t name,
                         std::uint64_t* watch) {
  begin(log);
  Hub& deaths = hub();
  const void* block = lab_block_start(object);
  const Mortal* known = deaths.table.find(block);
  if (known != nullptr && known->watch != nullptr)
    throw std::invalid_argument("its death is watched already: stop that watch first");
  const Mortal mortal = {block, reinterpret_cast<std::uintptr_t>(object), name,
                         text_number(Py_TYPE(object)->tp_name), watch};
  const std::int64_t wrapped = wrap_callbacks(object, about(mortal), before_callback);
  if (deaths.table.add(mortal) == nullptr) throw std::runtime_error("no memory to remember it");
  hook_finalizer(Py_TYPE(object));
  ++deaths.named;
  return wrapped;
}

void end_death(std::uint64_t* watch) noexcept {
  write_survivors();
  forget([watch](const Mortal& mortal) {
    if (mortal.watch != watch) return false;
    unwrap_callbacks(reinterpret_cast<PyObject*>(mortal.address));
    return true;
  });
  --hub().named;
  end_if_last();
}

DeathCounts death_counts() noexcept {
  return {hub().order, hub().time.nanoseconds()};
}

}  // namespace lab::bindings
