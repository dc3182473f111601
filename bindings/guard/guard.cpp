#include "bindings/guard/guard.h"

#include <unistd.h>

#include <set>
#include <string>

#include "bindings/bindings.h"
#include "bindings/guard/code_origin.h"
#include "bindings/guard/guarded_events.h"
#include "bindings/guard/sealed.h"
#include "bindings/internals/running.h"
#include "bindings/origin.h"

namespace lab::bindings {
namespace {

/// As timeout(1) and others do, above what programs give by themselves.
constexpr int kForbiddenStatus = 124;

bool guarded = false;
bool completed = false;
unsigned long main_thread = 0;
pid_t main_process = 0;

/// The names that were observed. Never freed, as hooks outlive static destructors.
std::set<std::string, std::less<>>& observed_names() {
  static auto* names = new std::set<std::string, std::less<>>;
  return *names;
}

bool visit_until_answer(lab_running running, void* found) {
  if (running.code == nullptr) return true;
  *static_cast<bool*>(found) = !is_experiment(running.code) && !is_of_python(running.code);
  return !*static_cast<bool*>(found);
}

}  // namespace

bool called_by_answer() noexcept {
  bool found = false;
  lab_running_frames(visit_until_answer, &found);
  return found;
}

void prepare_guard() {
  remember_python_folders();
  seal_lab();
}

void begin_guard(std::string_view allow) {
  guarded = true;
  main_thread = PyThread_get_thread_ident();
  main_process = getpid();
  begin_guarding_events(allow);
}

bool is_guarded() noexcept {
  return guarded;
}

void guard_experiment() noexcept {
  if (!guarded) return;
  PyObject* main = PyImport_AddModule("__main__");  // borrowed
  if (main == nullptr) PyErr_Clear();
  if (main != nullptr) seal_globals(PyModule_GetDict(main));
}

bool guard_observation(std::string_view name, bool of_experiment) noexcept {
  if (!guarded) return of_experiment;
  if (PyThread_get_thread_ident() != main_thread || getpid() != main_process) return false;
  check_seals();
  if (!of_experiment || !has_own_globals()) return false;
  if (called_by_answer()) return false;
  try {
    if (!observed_names().emplace(name).second) {
      forbid("'" + std::string(name) + "' was observed twice: not by the experiment alone");
    }
  } catch (const std::bad_alloc&) {
    return false;
  }
  return true;
}

void guard_completed() noexcept {
  if (guarded) check_seals();
  completed = true;
}

bool guard_lets_end() noexcept {
  return !guarded || completed || getpid() != main_process;
}

void forbid(std::string_view what) noexcept {
  if (record::Writer* writer = log()) {
    const record::Field fields[] = {{"what", record::FieldType::text}};
    const std::uint64_t words[] = {writer->intern(what)};
    writer->event(writer->declare("run.forbidden", fields), words);
  }
  _exit(kForbiddenStatus);
}

}  // namespace lab::bindings
