#include "bindings/watch/gil_hook.h"

#include <Python.h>
#include <pthread.h>

#include <cerrno>

#include "bindings/watch/gil_ledger.h"

// What happens to a GIL can be read from a few functions of the C library that CPython calls with
// the GIL's own condition variables, always with the GIL's mutex held (bindings/internals/gil.c
// shows who calls what):
//
//   pthread_cond_timedwait(cond)       it is taken, and a thread waits for it; ETIMEDOUT when it is
//                                      still taken and by the same: the drop is requested
//   pthread_cond_signal(switch_cond)   it has just been taken
//   pthread_cond_signal(cond)          it has just been dropped
//   pthread_cond_destroy(cond)         it is gone
//   pthread_cond_init(cond)            it is new: one that was at this place has gone unnoticed
//
// Its mutex need not be hooked, nor anything that other locks use: threading.Lock is a semaphore
// on Linux, and from 3.14 a PyMutex. A thread that was waiting already when the hooks came in is in
// the C library's own function; it comes by here within an interval, or as it takes the GIL. One
// that waits when they go away returns into ours, which then does nothing: so they are functions of
// the program and stay where they are.

namespace lab::bindings {
namespace {

int (*real_signal)(pthread_cond_t*) = nullptr;
int (*real_timedwait)(pthread_cond_t*, pthread_mutex_t*, const timespec*) = nullptr;
int (*real_destroy)(pthread_cond_t*) = nullptr;
int (*real_init)(pthread_cond_t*, const pthread_condattr_t*) = nullptr;

void on_signal(const pthread_cond_t* cond, GilCall call) noexcept {
  const int saved = errno;
  GilEntry* entry = find_gil(cond);
  const bool known = entry != nullptr;
  if (!known) entry = follow_gil(cond);
  if (entry != nullptr) {
    if (entry->gil.cond == cond) {
      write_gil_drop(*entry, call);
    } else if (known) {
      write_gil_take(*entry);
    }
  }
  errno = saved;
}

[[gnu::noinline]] int hooked_signal(pthread_cond_t* cond) {
  const GilCall call = {static_cast<const std::uintptr_t*>(__builtin_frame_address(0)),
                        reinterpret_cast<std::uintptr_t>(__builtin_return_address(0))};
  if (gil_ledger_is_on()) [[likely]]
    on_signal(cond, call);
  else if (learning_gil_call() && cond == lab_gil_main().cond)
    learn_gil_call(call);
  return real_signal(cond);
}

int hooked_timedwait(pthread_cond_t* cond, pthread_mutex_t* mutex, const timespec* until) {
  GilEntry* entry = gil_ledger_is_on() ? find_gil(cond) : nullptr;
  if (entry == nullptr) return real_timedwait(cond, mutex, until);
  write_gil_wait(*entry);
  const std::uint64_t before = *entry->gil.switch_number;
  const int result = real_timedwait(cond, mutex, until);
  // The watch may have ended meanwhile, and another begun.
  entry = result == ETIMEDOUT && gil_ledger_is_on() ? find_gil(cond) : nullptr;
  if (entry != nullptr && *entry->gil.locked == 1 && *entry->gil.switch_number == before)
    write_gil_request(*entry);
  return result;
}

int hooked_destroy(pthread_cond_t* cond) {
  if (gil_ledger_is_on() && find_gil(cond) != nullptr) forget_gil(cond);
  return real_destroy(cond);
}

int hooked_init(pthread_cond_t* cond, const pthread_condattr_t* attributes) {
  if (gil_ledger_is_on() && find_gil(cond) != nullptr) forget_gil(cond);
  return real_init(cond, attributes);
}

}  // namespace

GotExchange gil_hooks() {
  return GotExchange(reinterpret_cast<const void*>(&PyEval_SaveThread),
                     {{"pthread_cond_signal", reinterpret_cast<void*>(hooked_signal),
                       reinterpret_cast<void**>(&real_signal)},
                      {"pthread_cond_timedwait", reinterpret_cast<void*>(hooked_timedwait),
                       reinterpret_cast<void**>(&real_timedwait)},
                      {"pthread_cond_destroy", reinterpret_cast<void*>(hooked_destroy),
                       reinterpret_cast<void**>(&real_destroy)},
                      {"pthread_cond_init", reinterpret_cast<void*>(hooked_init),
                       reinterpret_cast<void**>(&real_init)}});
}

}  // namespace lab::bindings
