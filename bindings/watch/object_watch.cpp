#include "bindings/watch/object_watch.h"

#include <algorithm>
#include <new>
#include <optional>
#include <stdexcept>
#include <vector>

#include "bindings/internals/dealloc_hook.h"
#include "bindings/internals/object_watchers.h"
#include "bindings/watch/instructions.h"
#include "bindings/watch/object_events.h"
#include "bindings/watch/object_points.h"
#include "bindings/watch/object_structure.h"

namespace lab::bindings {

enum class ObjectMode { instruction, watcher, points };

/// One object that is watched, and what was last seen of it.
struct WatchedObject {
  PyObject* object = nullptr;  ///< borrowed
  const lab_structure* structure = nullptr;
  void* copy = nullptr;
  std::string name;
  std::uint64_t name_text = 0;
  ObjectMode mode = ObjectMode::instruction;
  std::uint64_t events = 0;
  bool over = false;
  const char* end = "stopped";
  std::optional<Place> announced;  ///< where the change that is under way was announced
  ToldStructure whole;

  ~WatchedObject() {
    if (copy != nullptr) structure->drop(copy);
  }
};

namespace {

std::string_view name_of_mode(ObjectMode mode) {
  switch (mode) {
    case ObjectMode::instruction:
      return "instruction";
    case ObjectMode::watcher:
      return "watcher";
    case ObjectMode::points:
      return "eval-breaker";
  }
  return {};
}

using Watched = std::shared_ptr<WatchedObject>;

/// All of them. It outlives static destructors, as hooks do; the GIL guards it.
class Ledger : public InstructionListener {
 public:
  void add(record::Writer& log, const Watched& watched);
  void remove(const Watched& watched) noexcept;

  void on_step(const Place& done, const Place& next) noexcept override;
  void on_announced(PyObject* object, PyObject* key) noexcept;
  void on_dealloc(PyObject* object) noexcept;
  void on_point() noexcept;

 private:
  void begin(WatchedObject& watched);
  void listen();
  void compare(WatchedObject& watched, const Place& place) noexcept;
  void compare_even_dying(WatchedObject& watched, const Place& place) noexcept;
  void finish(WatchedObject& watched, const char* reason) noexcept;
  void give_up(WatchedObject& watched) noexcept;
  void forget_the_dead() noexcept;
  void forget_code(const PyCodeObject* code) noexcept;
  bool any(bool points) const noexcept;
  /// Bits of all addresses: most objects that die are seen not to be watched by this alone.
  static std::uint64_t bit_of(const PyObject* object) noexcept {
    return std::uint64_t{1} << (reinterpret_cast<std::uintptr_t>(object) >> 4U & 63U);
  }

  std::optional<ObjectEvents> events_;
  std::optional<Listening> listening_;
  std::vector<Watched> all_;
  std::uint64_t address_bits_ = 0;
  bool dead_ = false;  ///< some of all_ are over
  bool comparing_ = false;
  const void* last_thread_ = nullptr;
  Place last_next_;
};

auto& ledger = *new Ledger;

void announce(PyObject* object, PyObject* key) {
  ledger.on_announced(object, key);
}
void note_dealloc(PyObject* object) {
  ledger.on_dealloc(object);
}
void note_point() noexcept {
  ledger.on_point();
}

/// Where a comparison tells what it has found.
struct Telling {
  ObjectEvents& events;
  WatchedObject& watched;
  const Place& place;
};

// Called from C: what it throws ends here, and is found again in `failed`.
bool telling_failed = false;

void tell_change(void* to, const lab_change* change) {
  auto& telling = *static_cast<Telling*>(to);
  Place place = telling.place;
  if (telling.watched.mode == ObjectMode::points) {
    place = {reinterpret_cast<PyCodeObject*>(telling.watched.object),
             static_cast<int>(change->slot)};
  }
  try {
    telling.events.change(telling.watched.name_text, telling.watched.structure->name, *change,
                          place);
    ++telling.watched.events;
  } catch (const std::bad_alloc&) {
    telling_failed = true;
  }
}

void Ledger::compare(WatchedObject& watched, const Place& place) noexcept {
  if (!watched.over && Py_REFCNT(watched.object) != 0) compare_even_dying(watched, place);
}

void Ledger::compare_even_dying(WatchedObject& watched, const Place& place) noexcept {
  if (watched.structure->same(watched.object, watched.copy)) return;
  Telling telling{*events_, watched, watched.announced ? *watched.announced : place};
  const lab_compared compared =
      watched.structure->compare(watched.object, watched.copy, tell_change, &telling);
  watched.announced.reset();
  if (compared == kLabOutOfMemory || telling_failed) return give_up(watched);
  watched.whole.after_change(events_->log(), watched.name, watched.object, *watched.structure);
}

void Ledger::give_up(WatchedObject& watched) noexcept {
  telling_failed = false;
  watched.over = true;
  dead_ = true;
  events_->log().notice("object watch: off for one object, memory is out");
}

void Ledger::on_step(const Place& done, const Place& next) noexcept {
  static thread_local char this_thread;
  if (comparing_) return;
  comparing_ = true;
  const bool other = last_thread_ != nullptr && last_thread_ != &this_thread;
  const Place cause = other && last_next_.code != nullptr ? last_next_ : done;
  for (const Watched& watched : all_)
    compare(*watched, cause);
  last_thread_ = &this_thread;
  last_next_ = next;
  comparing_ = false;
}

void Ledger::on_point() noexcept {
  if (comparing_) return;
  comparing_ = true;
  for (const Watched& watched : all_) {
    if (watched->mode == ObjectMode::points) compare(*watched, {});
  }
  comparing_ = false;
}

// What was announced before is done by now: it is told first, with the table as it stands.
void Ledger::on_announced(PyObject* object, PyObject* key) noexcept {
  if (comparing_) return;
  comparing_ = true;
  const Place now_at = current_place();
  for (const Watched& watched : all_) {
    if (watched->object != object || watched->over) continue;
    compare(*watched, now_at);
    watched->announced = now_at;
    if (watched->structure->expect != nullptr) watched->structure->expect(watched->copy, key);
  }
  comparing_ = false;
}

// A place is borrowed from the code that runs there.
void Ledger::forget_code(const PyCodeObject* code) noexcept {
  if (last_next_.code == code) last_next_ = {};
  for (const Watched& watched : all_) {
    if (watched->announced && watched->announced->code == code) watched->announced.reset();
  }
}

void Ledger::on_dealloc(PyObject* object) noexcept {
  if (PyCode_Check(object)) forget_code(reinterpret_cast<PyCodeObject*>(object));
  if ((address_bits_ & bit_of(object)) == 0) return;
  const Place now_at = current_place();
  for (const Watched& watched : all_) {
    if (watched->object != object || watched->over) continue;
    if (watched->structure->dies_whole && !comparing_) {
      comparing_ = true;
      compare_even_dying(*watched, now_at);
      comparing_ = false;
    }
    finish(*watched, "deallocated");
  }
}

void Ledger::finish(WatchedObject& watched, const char* reason) noexcept {
  if (watched.over) return;
  watched.over = true;
  dead_ = true;
  try {
    events_->end(watched.name_text, reason);
  } catch (const std::bad_alloc&) {
    events_->log().notice("object watch: an end could not be told, memory is out");
  }
}

bool Ledger::any(bool points) const noexcept {
  return std::any_of(all_.begin(), all_.end(), [&](const Watched& watched) {
    return (watched->mode == ObjectMode::points) == points;
  });
}

void Ledger::forget_the_dead() noexcept {
  std::erase_if(all_, [](const Watched& watched) { return watched->over; });
  address_bits_ = 0;
  for (const Watched& watched : all_)
    address_bits_ |= bit_of(watched->object);
  dead_ = false;
}

/// Asks CPython for what the objects need that are left.
void Ledger::listen() {
  forget_the_dead();
  if (any(false) && !listening_) {
    last_thread_ = nullptr;
    listening_.emplace(*this);
  }
  if (!any(false)) listening_.reset();
  if (!listen_to_points(any(true) && !listening_ ? note_point : nullptr)) {
    throw std::runtime_error("CPython's queue of pending calls is full; try again a little later");
  }
  if (!all_.empty()) return;
  lab_dealloc_listen(nullptr);
  lab_dealloc_unhook_all();
}

void Ledger::begin(WatchedObject& watched) {
  lab_dealloc_listen(note_dealloc);
  lab_object_watchers_listen(announce);
  const Place now_at = current_place();
  const char* refused = lab_dealloc_hook(watched.object);
  if (refused == nullptr && now_at.code != nullptr) {
    refused = lab_dealloc_hook(reinterpret_cast<PyObject*>(now_at.code));  // see forget_code
  }
  if (refused != nullptr) throw std::runtime_error(refused);
  if (watched.structure == &kLabCode) {
    watched.mode = ObjectMode::points;
  } else if (lab_object_watchers_begin(watched.object)) {
    watched.mode = ObjectMode::watcher;
  }
  watched.copy = watched.structure->take(watched.object);
  if (watched.copy == nullptr) throw std::bad_alloc();
}

void Ledger::add(record::Writer& log, const Watched& watched) {
  if (!events_) events_.emplace(log);
  watched->name_text = events_->text(watched->name);
  begin(*watched);
  all_.push_back(watched);
  try {
    listen();
  } catch (...) {
    remove(watched);
    throw;
  }
  events_->watch(watched->name_text, watched->object, Py_TYPE(watched->object)->tp_name,
                 name_of_mode(watched->mode));
  watched->whole.begin(log, watched->name, watched->object, *watched->structure);
}

void Ledger::remove(const Watched& watched) noexcept {
  if (!watched->over) {
    const Place now_at = current_place();
    if (!comparing_) compare(*watched, now_at);
    const bool shared = std::any_of(all_.begin(), all_.end(), [&](const Watched& other) {
      return other != watched && !other->over && other->object == watched->object;
    });
    if (watched->mode == ObjectMode::watcher && !shared) lab_object_watchers_end(watched->object);
    finish(*watched, now_at.code == nullptr ? "exit" : watched->end);
  }
  try {
    listen();
  } catch (const std::runtime_error&) {
    // Less is wanted than before.
  }
}

}  // namespace

ObjectWatch::ObjectWatch(record::Writer& log, PyObject* object, std::string_view name)
    : watched_(std::make_shared<WatchedObject>()) {
  watched_->structure = lab_structure_of(object);
  if (watched_->structure == nullptr) {
    throw std::invalid_argument(
        std::string(Py_TYPE(object)->tp_name) +
        ": the structure of such an object cannot be watched; what can: " + kLabStructures);
  }
  watched_->object = object;
  watched_->name = name;
  ledger.add(log, watched_);
}

ObjectWatch::~ObjectWatch() {
  ledger.remove(watched_);
}

std::string_view ObjectWatch::mode() const noexcept {
  return name_of_mode(watched_->mode);
}

std::uint64_t ObjectWatch::events() const noexcept {
  return watched_->events;
}

bool ObjectWatch::is_over() const noexcept {
  return watched_->over;
}

const PyObject* ObjectWatch::object() const noexcept {
  return watched_->object;
}

void ObjectWatch::end_as(const char* reason) noexcept {
  watched_->end = reason;
}

}  // namespace lab::bindings
