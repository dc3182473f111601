#include "bindings/watch/object_points.h"

#include <Python.h>

#include "bindings/bindings.h"
#include "bindings/internals/snapshot.h"
#include "bindings/watch/instructions.h"

namespace lab::bindings {
namespace {

PointListener point_listener = nullptr;
bool point_is_due = false;

bool ask_for_a_point() noexcept;

int at_point(void*) {
  point_is_due = false;
  if (point_listener == nullptr) return 0;
  point_listener();
  if (lab_pending_calls_block()) {
    log()->notice(
        "object watch: code is traced from now on; CPython 3.11 specialises nothing under a trace "
        "function, and code is compared again when its watch ends");
    return 0;
  }
  // Without Python code the interpreter is ending, and works off what is pending until nothing is.
  if (current_place().code != nullptr) ask_for_a_point();
  return 0;
}

bool ask_for_a_point() noexcept {
  if (!point_is_due) point_is_due = Py_AddPendingCall(at_point, nullptr) == 0;
  return point_is_due;
}

}  // namespace

bool listen_to_points(PointListener listener) noexcept {
  point_listener = listener;
  return listener == nullptr || ask_for_a_point();
}

}  // namespace lab::bindings
