#include "bindings/watch/gil_reason.h"

#include <dlfcn.h>
#include <link.h>

#include "bindings/internals/gil.h"

// drop_gil does not say who called it. Three things tell:
//
//   ended      the thread has no PyThreadState any more. PyThreadState_DeleteCurrent takes it out
//              of the thread's own storage before it drops the GIL for the last time, so
//              PyGILState_GetThisThreadState is null in that drop, and in no other. While the
//              interpreter is finalized, threads that are not to run any more take the GIL and drop
//              it at once; their PyThreadState may be freed, so nothing of it is read then.
//   blocking   PyEval_SaveThread is on the stack, which is where every Py_BEGIN_ALLOW_THREADS leads,
//              whether somebody has asked for the GIL meanwhile or not. Its return address stands
//              at a fixed distance from our frame for one place of call, as drop_gil and what is
//              between have frames of a fixed size:
//
//                    frame ─► │ ours          │
//                             │ drop_gil      │  ◄─ return_address leads here
//                    distance │ …             │
//                             │ return address│  ─► into PyEval_SaveThread
//
//              Distance and return address are learned from one real call. Where drop_gil was
//              inlined into PyEval_SaveThread, return_address itself leads there.
//   request    otherwise, when a drop is requested: the evaluation loop has answered it. Nobody can
//              take the request back between its look and the drop, except a thread that ends in
//              finalization.
//
// What is neither is a C function that gives up the GIL by other calls than PyEval_SaveThread
// (PyEval_ReleaseThread, PyThreadState_Swap): blocking. When a drop is requested at that very
// moment, these few are taken for an answer to the request; and all of blocking would be, were
// PyEval_SaveThread not found.

namespace lab::bindings {
namespace {

/// How a call of PyEval_SaveThread looks from the hook.
struct Learned {
  std::uintptr_t return_address = 0;  ///< 0: not known
  std::size_t distance = 0;           ///< words from the frame; 0: return_address says it all
  std::uintptr_t in_save_thread = 0;
};
Learned learned;

constinit thread_local const std::uintptr_t* learning_below = nullptr;

/// Where the code of PyEval_SaveThread lies.
struct Code {
  std::uintptr_t begin = 0;
  std::uintptr_t size = 0;
  bool holds(std::uintptr_t address) const { return address - begin - 1 < size; }
};

Code save_thread_code() noexcept {
  auto* const function = reinterpret_cast<void*>(&PyEval_SaveThread);
  Dl_info file{};
  const ElfW(Sym)* symbol = nullptr;
  void* found = nullptr;
  if (::dladdr1(function, &file, &found, RTLD_DL_SYMENT) == 0) return {};
  symbol = static_cast<const ElfW(Sym)*>(found);
  if (symbol == nullptr || file.dli_saddr != function) return {};
  return {reinterpret_cast<std::uintptr_t>(function), symbol->st_size};
}

// What stands in the frames of others has no redzones of ours.
__attribute__((no_sanitize("address"))) bool is_save_thread(GilCall call) noexcept {
  if (call.return_address != learned.return_address) return false;
  return learned.distance == 0 || call.frame[learned.distance] == learned.in_save_thread;
}

}  // namespace

[[gnu::noinline]] void let_go_to_learn() {
  if (learned.return_address != 0) return;
  learning_below = static_cast<const std::uintptr_t*>(__builtin_frame_address(0));
  PyThreadState* tstate = PyEval_SaveThread();
  PyEval_RestoreThread(tstate);
  learning_below = nullptr;
}

bool learning_gil_call() noexcept {
  return learning_below != nullptr;
}

__attribute__((no_sanitize("address"))) void learn_gil_call(GilCall call) noexcept {
  const Code save_thread = save_thread_code();
  if (save_thread.size == 0) return;
  Learned seen{call.return_address, 0, 0};
  if (save_thread.holds(call.return_address)) {
    learned = seen;
    return;
  }
  for (const std::uintptr_t* word = call.frame + 1; word < learning_below; ++word) {
    if (!save_thread.holds(*word)) continue;
    seen.distance = static_cast<std::size_t>(word - call.frame);
    seen.in_save_thread = *word;
    learned = seen;
    return;
  }
}

GilReason gil_reason(GilCall call, PyThreadState* last_holder) noexcept {
  if (is_save_thread(call)) return GilReason::blocking;
  if (lab_gil_finalizing() || PyGILState_GetThisThreadState() == nullptr) return GilReason::ended;
  if (last_holder == nullptr) return GilReason::blocking;
  return lab_gil_drop_requested(last_holder) ? GilReason::request : GilReason::blocking;
}

}  // namespace lab::bindings
