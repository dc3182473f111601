#include "bindings/watch/lock_thread.h"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <deque>

#include "bindings/internals/attribute.h"
#include "bindings/watch/text_number.h"

namespace lab::bindings {
namespace {

std::deque<LockThread>& all_threads() {
  static auto* threads = new std::deque<LockThread>;  // outlives static destructors, as hooks do
  return *threads;
}

/// The calling thread's; its destructor runs when the thread ends, without the GIL.
struct Mine {
  LockThread* thread = nullptr;
  ~Mine() {
    if (thread != nullptr) thread->ended.store(true);
  }
};
thread_local Mine mine;

LockThread& room_for_thread() {
  for (LockThread& thread : all_threads()) {
    if (thread.ended.load() && thread.held == 0) return thread;
  }
  return all_threads().emplace_back();
}

PyObject* key(const char* text) noexcept {
  return PyUnicode_InternFromString(text);
}

/// The dict threading._active, ident to Thread; null before threading is imported.
PyObject* active_threads() noexcept {
  static PyObject* const module_name = key("threading");
  static PyObject* const active_name = key("_active");
  PyObject* modules = PyImport_GetModuleDict();
  if (modules == nullptr || module_name == nullptr || active_name == nullptr) return nullptr;
  PyObject* module = PyDict_GetItemWithError(modules, module_name);
  if (module == nullptr || !PyModule_Check(module)) return nullptr;
  PyObject* active = lab_stored_attribute(module, active_name);
  return active != nullptr && PyDict_CheckExact(active) ? active : nullptr;
}

void set_name(LockThread& thread, PyObject* object) {
  static PyObject* const attribute = key("_name");
  PyObject* name = attribute == nullptr ? nullptr : lab_stored_attribute(object, attribute);
  if (name == nullptr || !PyUnicode_Check(name) || !PyUnicode_IS_READY(name)) return;
  thread.name = plain_text(name);
  thread.name_number = text_number(name);
}

}  // namespace

LockThread& this_lock_thread() {
  if (mine.thread != nullptr) return *mine.thread;
  LockThread& thread = room_for_thread();
  thread.tid = static_cast<std::uint64_t>(gettid());
  thread.ident = static_cast<std::uint64_t>(pthread_self());
  thread.name = "thread " + std::to_string(thread.tid);
  thread.name_number = text_number(thread.name);
  thread.last_released = nullptr;
  thread.in_deadlock = 0;
  thread.ended.store(false);
  thread.of_parent = false;
  mine.thread = &thread;
  return thread;
}

LockThread* find_lock_thread(std::uint64_t ident) noexcept {
  for (LockThread& thread : all_threads()) {
    if (thread.ident == ident && !thread.ended.load()) return &thread;
  }
  return nullptr;
}

void for_each_lock_thread(void (*each)(LockThread& thread, void* about), void* about) noexcept {
  for (LockThread& thread : all_threads()) {
    if (!thread.ended.load()) each(thread, about);
  }
}

void read_thread_name(LockThread& thread) {
  PyObject* active = active_threads();
  PyObject *ident, *object;
  Py_ssize_t at = 0;
  while (active != nullptr && PyDict_Next(active, &at, &ident, &object)) {
    if (!PyLong_CheckExact(ident)) continue;
    if (PyLong_AsUnsignedLongLongMask(ident) == thread.ident) return set_name(thread, object);
  }
}

std::uint64_t ident_of_handle(PyObject* handle) noexcept {
  static PyObject* const attribute = key("_handle");
  PyObject* active = attribute == nullptr ? nullptr : active_threads();
  PyObject *ident, *object;
  Py_ssize_t at = 0;
  while (active != nullptr && PyDict_Next(active, &at, &ident, &object)) {
    if (PyLong_CheckExact(ident) && lab_stored_attribute(object, attribute) == handle)
      return PyLong_AsUnsignedLongLongMask(ident);
  }
  return 0;
}

std::atomic<std::int64_t>& threads_that_wait() noexcept {
  static std::atomic<std::int64_t> count{0};
  return count;
}

std::atomic<std::uint64_t>& wait_changes() noexcept {
  static std::atomic<std::uint64_t> count{0};
  return count;
}

void begin_lock_wait(LockThread& thread) noexcept {
  thread.wait_number.fetch_add(1);
  wait_changes().fetch_add(1);
  if (thread.forever) threads_that_wait().fetch_add(1);
}

void end_lock_wait(LockThread& thread) noexcept {
  if (thread.wait_number.load() % 2 == 0) return;
  if (thread.forever) threads_that_wait().fetch_sub(1);
  thread.wait_number.fetch_add(1);
  wait_changes().fetch_add(1);
  thread.forever = false;
  thread.wanted = nullptr;
  thread.joined = nullptr;
  thread.in_deadlock = 0;
}

void keep_this_lock_thread() {
  for (LockThread& thread : all_threads()) {
    end_lock_wait(thread);
    if (&thread == mine.thread) {
      thread.tid = static_cast<std::uint64_t>(gettid());
    } else if (!thread.ended.load()) {
      thread.ended.store(true);
      thread.of_parent = true;
    }
  }
  threads_that_wait().store(0);
}

void forget_lock_waits() noexcept {
  for (LockThread& thread : all_threads()) {
    end_lock_wait(thread);
    thread.last_released = nullptr;
    thread.held = 0;
  }
  threads_that_wait().store(0);
}

}  // namespace lab::bindings
