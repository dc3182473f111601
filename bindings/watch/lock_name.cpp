#include <algorithm>
#include <array>

#include "bindings/internals/attribute.h"
#include "bindings/watch/lock_table.h"
#include "bindings/watch/text_number.h"

// A name for a lock whose own line gave it none: `a, b = Lock(), Lock()`, a list of locks, or one that
// is older than the watch. It is looked for once, when the lock is first told of.

namespace lab::bindings {
namespace {

PyObject* main_globals() noexcept {
  static PyObject* const name = PyUnicode_InternFromString("__main__");
  PyObject* modules = PyImport_GetModuleDict();
  if (modules == nullptr || name == nullptr) return nullptr;
  PyObject* module = PyDict_GetItemWithError(modules, name);
  return module == nullptr || !PyModule_Check(module) ? nullptr : PyModule_GetDict(module);
}

/// Where the classes of threading and queue keep the lock that they are built on.
constexpr std::array<const char*, 4> kAttributes = {"_lock", "mutex", "_cond", "_condition"};

PyObject* attribute_name(std::size_t number) noexcept {
  static std::array<PyObject*, kAttributes.size()> names;
  if (names[number] == nullptr) names[number] = PyUnicode_InternFromString(kAttributes[number]);
  return names[number];
}

/// Whether it is a Queue, a Condition and so on, whose lock this is: perhaps by a Condition of its own.
bool is_built_on(PyObject* object, PyObject* lock, bool deeper = true) noexcept {
  for (std::size_t number = 0; number < kAttributes.size(); ++number) {
    PyObject* name = attribute_name(number);
    PyObject* part = name == nullptr ? nullptr : lab_stored_attribute(object, name);
    if (part == nullptr) continue;
    if (part == lock || (deeper && is_built_on(part, lock, false))) return true;
  }
  return false;
}

/// "[2]" where the list or tuple holds it; empty where it does not.
std::string place_in(PyObject* sequence, PyObject* lock) {
  constexpr Py_ssize_t kMostItems = 1000;
  if (!PyList_CheckExact(sequence) && !PyTuple_CheckExact(sequence)) return {};
  const Py_ssize_t count = std::min(PySequence_Fast_GET_SIZE(sequence), kMostItems);
  for (Py_ssize_t i = 0; i < count; ++i) {
    if (PySequence_Fast_GET_ITEM(sequence, i) == lock) return "[" + std::to_string(i) + "]";
  }
  return {};
}

}  // namespace

void find_name(Lock& lock) {
  if (!lock.name.empty() || lock.looked_for) return;
  lock.looked_for = true;
  PyObject *key, *value;
  Py_ssize_t at = 0;
  PyObject* globals = main_globals();
  while (globals != nullptr && PyDict_Next(globals, &at, &key, &value)) {
    const std::string place = place_in(value, lock.address);
    if (value != lock.address && place.empty() && !is_built_on(value, lock.address)) continue;
    lock.name = plain_text(key) + place;
    lock.name_number = text_number(lock.name);
    return;
  }
}

}  // namespace lab::bindings
