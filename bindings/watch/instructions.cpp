#include "bindings/watch/instructions.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "bindings/bindings.h"
#include "bindings/internals/stream.h"

// Who listens, and what each thread has done last.
//
// `done` of a step is what ran just before it on this thread:
//
//     next in the same frame             the instruction before
//     first of a frame that it called    the instruction that called, still at work
//     back from a Python function        the instruction by which that one returned (or raised)
//     back in C from a Python function   the instruction whose C code had called it: what sort()
//                                        does after its last key function is sort's, not the key's
//
// A Place is borrowed from the frame that runs its code. Between the moment when a frame is left
// and the next step of its thread the code object may be freed: by then `done` must not be looked
// at. PyCode_Type's tp_dealloc is wrapped, once and for good, to count these deaths; when the count
// has moved in between, `done` is given without code.

namespace lab::bindings {
namespace {

struct Executed {
  Place done;
  std::uint64_t stream = 0;  ///< the stream that it belongs to
  std::uint64_t deaths = 0;  ///< of code objects, when the frame was left
  bool left = false;         ///< the frame of `done` has been left
  bool busy = false;         ///< a listener is at work
};
thread_local Executed here;

template <typename Listener>
using Listeners = std::vector<Listener*>;

// All of it is guarded by the GIL, and outlives static destructors.
auto& instruction_listeners = *new Listeners<InstructionListener>;
auto& line_listeners = *new Listeners<LineListener>;
std::uint64_t stream = 0;  ///< counts them: each begins anew
std::uint64_t code_deaths = 0;
bool update_is_late = false;  ///< a listener went away inside a step
destructor code_dealloc = nullptr;

void count_death(PyObject* code) {
  ++code_deaths;
  code_dealloc(code);
}

void count_code_deaths() {
  if (code_dealloc != nullptr) return;
  code_dealloc = PyCode_Type.tp_dealloc;
  PyCode_Type.tp_dealloc = count_death;
}

/// What was executed before this step.
Place done_before() noexcept {
  const bool gone = here.stream != stream || (here.left && here.deaths != code_deaths);
  here.stream = stream;
  here.left = false;
  return gone ? Place{} : here.done;
}

/// Calls each that is there now; one that goes away meanwhile leaves null behind.
template <typename Listener, typename Call>
void tell(const Listeners<Listener>& listeners, Call call) noexcept {
  if (here.busy) return;
  here.busy = true;
  for (std::size_t at = 0; at < listeners.size(); ++at) {
    if (listeners[at] != nullptr) call(*listeners[at]);
  }
  here.busy = false;
}

void on_step(PyCodeObject* code, int offset) {
  const Place next{code, offset};
  const Place done = done_before();
  tell(instruction_listeners, [&](InstructionListener& one) { one.on_step(done, next); });
  here.done = next;
}

void on_line(PyCodeObject* code, int line) {
  tell(line_listeners, [&](LineListener& one) { one.on_line(code, line); });
}

void on_leave(lab_caller caller) {
  if (caller.is_c) here.done = {caller.place.code, caller.place.offset};
  here.left = !caller.is_c;
  here.deaths = code_deaths;
}

constexpr lab_stream_hooks kHooks = {on_step, on_line, on_leave};

/// Asks CPython for what is listened to now, and no more.
void update() {
  if (!here.busy) {
    std::erase(instruction_listeners, nullptr);
    std::erase(line_listeners, nullptr);
  }
  const bool instructions = !instruction_listeners.empty();
  const bool lines = !line_listeners.empty();
  const char* refused = lab_stream_want(&kHooks, instructions, lines);
  if (refused != nullptr) throw std::runtime_error(refused);
  if (instructions || lines) return;
  const char* lost = lab_stream_lost();
  if (lost != nullptr && log() != nullptr) {
    log()->notice("lines and instructions were not watched to the end: " + std::string(lost));
  }
}

int update_later(void*) {
  update_is_late = false;
  try {
    update();
  } catch (const std::runtime_error&) {
    // Less is wanted than before: nothing can be refused.
  }
  return 0;
}

template <typename Listener>
void add(Listeners<Listener>& listeners, Listener& listener) {
  count_code_deaths();
  if (instruction_listeners.empty()) ++stream;
  listeners.push_back(&listener);
  try {
    update();
  } catch (...) {
    std::erase(listeners, &listener);
    throw;
  }
}

template <typename Listener>
void remove(Listeners<Listener>& listeners, Listener* listener) noexcept {
  const auto at = std::find(listeners.begin(), listeners.end(), listener);
  if (at == listeners.end()) return;
  *at = nullptr;
  if (!here.busy) {
    update_later(nullptr);
  } else if (!update_is_late) {  // CPython is in the middle of an event
    update_is_late = Py_AddPendingCall(update_later, nullptr) == 0;
  }
}

}  // namespace

Listening::Listening(InstructionListener& listener) : instructions_(&listener) {
  add(instruction_listeners, listener);
}

Listening::Listening(LineListener& listener) : lines_(&listener) {
  add(line_listeners, listener);
}

Listening::~Listening() {
  if (instructions_ != nullptr) remove(instruction_listeners, instructions_);
  if (lines_ != nullptr) remove(line_listeners, lines_);
}

void trace_function_changes() noexcept {
  if (lab_stream_tracer_changes()) ++stream;  // what is executed until it is met is not seen
}

}  // namespace lab::bindings
