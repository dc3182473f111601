#include "bindings/watch/lock_table.h"

#include <string_view>

#include "bindings/internals/bound_name.h"
#include "bindings/watch/text_number.h"

namespace lab::bindings {
namespace {

/// "Queue" of "Queue.__init__".
std::string class_of(const std::string& function) {
  return function.substr(0, function.find('.'));
}

/// What threading needs for itself: Thread._started, _active_limbo_lock, …
bool is_own_business(const LockSite& entry, const std::string& kind) {
  if (entry.import_machinery || kind.empty() || kind[0] == '_' || kind[0] == '<') return true;
  return kind == "Thread" || kind == "Timer";
}

void name_it(Lock& lock, const lab_running& running) {
  PyObject* name = running.code == nullptr ? nullptr : lab_bound_name(running.code, running.at);
  lock.name = plain_text(name);
  lock.name_number = text_number(lock.name);
}

/// @returns what kind of lock it is by who makes it
std::string kind_of(Lock& lock, const LockPlace& place) {
  if (place.entry == nullptr) return lock.reentrant ? "RLock" : "Lock";
  lock.signal = place.inner->function == "Condition.wait";
  lock.end_of_thread = place.inner->function == "Thread._set_tstate_lock";
  std::string kind = class_of(place.entry->function);
  lock.noise = is_own_business(*place.entry, kind);
  return kind;
}

}  // namespace

void LockCounts::add(const LockCounts& other) noexcept {
  acquisitions += other.acquisitions;
  contended += other.contended;
  timeouts += other.timeouts;
  busy += other.busy;
  waited_ns += other.waited_ns;
  signals += other.signals;
  signals_ns += other.signals_ns;
  foreign += other.foreign;
  own += other.own;
  if (other.longest_ns <= longest_ns) return;
  longest_ns = other.longest_ns;
  longest_at = other.longest_at;
}

std::string Lock::label() const {
  if (!name.empty()) return name;
  const std::string where = made->text();
  const std::string numbered = kind + " " + std::to_string(id);
  return numbered + (where.empty() ? " from before the watch" : " of " + where);
}

Lock* LockTable::find(PyObject* lock) noexcept {
  const auto found = locks.find(lock);
  return found == locks.end() ? nullptr : &found->second;
}

Lock& LockTable::at(PyObject* lock, bool reentrant) {
  const auto [found, fresh] = locks.try_emplace(lock);
  Lock& entry = found->second;
  if (!fresh) return entry;
  entry.address = lock;
  entry.id = ++next_id;
  entry.reentrant = reentrant;
  entry.kind = reentrant ? "RLock" : "Lock";
  entry.kind_number = text_number(entry.kind);
  entry.name_number = text_number("");
  return entry;
}

void LockTable::enter(PyObject* lock, bool reentrant) {
  locks.erase(lock);
  Lock& entry = at(lock, reentrant);
  const LockPlace place = lock_place_now();
  entry.known = true;
  entry.made = place.site;
  entry.kind = kind_of(entry, place);
  entry.kind_number = text_number(entry.kind);
  name_it(entry, place.running);
}

}  // namespace lab::bindings
