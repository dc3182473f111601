#include "bindings/guard/sealed.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bindings/guard/code_origin.h"
#include "bindings/guard/guard.h"
#include "bindings/internals/attribute.h"
#include "bindings/internals/dict_guard.h"
#include "bindings/internals/running.h"
#include "bindings/internals/stored_names.h"
#include "bindings/origin.h"
#include "bindings/str_text.h"

namespace lab::bindings {
namespace {

struct Sealed {
  PyObject* dict;  // alive as long as the interpreter: modules, types and builtins that we hold
  std::string name;
  std::uint64_t version;
};

/// What an imported module or the experiment's globals held under a name.
struct Held {
  PyObject* dict;
  PyObject* key;    // owned
  PyObject* value;  // owned of a module, else borrowed: its refcount is the experiment's to observe
  std::string where;
};

// Never freed: audit hooks and watchers run until the process is gone.
std::vector<Sealed>& sealed() {
  static auto* all = new std::vector<Sealed>;
  return *all;
}
std::vector<Held>& held() {
  static auto* all = new std::vector<Held>;
  return *all;
}
std::map<std::string, PyObject*, std::less<>>& own_modules() {
  static auto* all = new std::map<std::string, PyObject*, std::less<>>;
  return *all;
}

/// The globals that the experiment's own code binds, where it has to be asked (3.11).
std::set<std::string, std::less<>>& bound_names() {
  static auto* names = new std::set<std::string, std::less<>>;
  return *names;
}

PyObject* globals_of_experiment = nullptr;
bool globals_are_watched = false;

std::string name_text(PyObject* string) {
  const std::string_view text = str_text(string);
  return text.empty() ? "?" : std::string(text);
}

bool experiment_runs() noexcept {
  bool main_interpreter = true;
  const lab_running running = lab_running_now(&main_interpreter);
  return running.code == nullptr || is_experiment(running.code);
}

/// From 3.12: before a change.
void on_change(PyObject* dict, PyObject* key) {
  if (!is_guarded()) return;
  if (dict == globals_of_experiment) {
    // A warning is remembered in the globals of whoever is warned.
    const bool warning = key != nullptr && name_text(key) == "__warningregistry__";
    if (!warning && !experiment_runs())
      forbid("the experiment's global '" + name_text(key) + "' was changed");
    return;
  }
  for (const Sealed& one : sealed()) {
    if (one.dict == dict) forbid("'" + name_text(key) + "' of " + one.name + " was changed");
  }
}

void seal(PyObject* dict, const std::string& name) {
  lab_guard_dict(dict, on_change);
  sealed().push_back({dict, name, lab_dict_version(dict)});
}

void seal_types_of(PyObject* module_dict, const std::string& module_name) {
  Py_ssize_t at = 0;
  PyObject* key = nullptr;
  PyObject* value = nullptr;
  while (PyDict_Next(module_dict, &at, &key, &value) != 0) {
    if (!PyType_Check(value)) continue;
    PyObject* dict = lab_type_dict(reinterpret_cast<PyTypeObject*>(value));
    if (dict != nullptr) seal(Py_NewRef(dict), module_name + "." + name_text(key));
  }
}

/// What a fake would stand in for.
bool is_worth_holding(PyObject* value) {
  return PyModule_Check(value) || PyCFunction_Check(value) || PyFunction_Check(value) ||
         PyType_Check(value);
}

bool is_held(PyObject* dict) {
  for (const Held& one : held()) {
    if (one.dict == dict) return true;
  }
  return false;
}

void hold_module(PyObject* module) {
  PyObject* dict = PyModule_GetDict(module);  // borrowed
  if (dict == nullptr || is_held(dict)) return;
  const char* name = PyModule_GetName(module);
  if (name == nullptr) PyErr_Clear();
  const std::string where = name == nullptr ? "a module" : name;
  const bool sealed_too = own_modules().contains(where) && where != "sys";
  if (sealed_too || where == "answer" || where == "__main__") return;
  Py_INCREF(module);
  Py_ssize_t at = 0;
  PyObject* key = nullptr;
  PyObject* value = nullptr;
  while (PyDict_Next(dict, &at, &key, &value) != 0) {
    // What begins with an underscore is the module's own to exchange, as warnings does.
    if (is_worth_holding(value) && name_text(key).front() != '_') {
      held().push_back({dict, Py_NewRef(key), Py_NewRef(value), where});
    }
  }
}

/// A global that the experiment binds once: a module, a function of lab's, a function or class of its
/// own. Loop variables go over functions too, but are not called as these are.
bool is_bound_once(PyObject* name, PyObject* value) {
  if (PyModule_Check(value)) return true;
  PyObject* own = nullptr;
  if (PyCFunction_Check(value)) {
    PyObject* module = reinterpret_cast<PyCFunctionObject*>(value)->m_module;
    return module != nullptr && name_text(module).starts_with("lab");
  }
  if (PyFunction_Check(value)) own = reinterpret_cast<PyFunctionObject*>(value)->func_name;
  return own != nullptr && PyUnicode_Check(own) && PyUnicode_Compare(own, name) == 0;
}

bool is_held_global(PyObject* name) {
  for (const Held& one : held()) {
    if (one.dict == globals_of_experiment && PyUnicode_Compare(one.key, name) == 0) return true;
  }
  return false;
}

/// The modules that the experiment has imported are held, and in 3.11, where nobody tells who changes
/// its globals, what they are bound to.
void hold_globals() {
  Py_ssize_t at = 0;
  PyObject* key = nullptr;
  PyObject* value = nullptr;
  std::vector<std::pair<PyObject*, PyObject*>> found;
  while (PyDict_Next(globals_of_experiment, &at, &key, &value) != 0) {
    if (PyUnicode_Check(key) && is_bound_once(key, value)) found.emplace_back(key, value);
  }
  for (auto [name, object] : found) {
    if (PyModule_Check(object)) hold_module(object);
    if (globals_are_watched || is_held_global(name)) continue;
    held().push_back({globals_of_experiment, Py_NewRef(name), object, "the experiment"});
  }
}

void check_modules() {
  PyObject* modules = PyImport_GetModuleDict();  // borrowed
  for (const auto& [name, module] : own_modules()) {
    PyObject* now = PyDict_GetItemString(modules, name.c_str());
    // An experiment closes lab to its answer by None, which nothing can be imported from.
    if (now != module && now != Py_None) forbid("sys.modules['" + name + "'] was changed");
  }
}

void check_held() {
  for (const Held& one : held()) {
    PyObject* now = PyDict_GetItemWithError(one.dict, one.key);
    if (now == nullptr) PyErr_Clear();
    if (now == one.value) continue;
    // The experiment may delete a name of its own.
    if (one.dict == globals_of_experiment && now == nullptr) continue;
    forbid("'" + name_text(one.key) + "' of " + one.where + " was changed");
  }
}

/// A name that the experiment does not bind, `len` say, hides a builtin from it.
void check_names() {
  if (bound_names().empty()) return;
  Py_ssize_t at = 0;
  PyObject* key = nullptr;
  PyObject* value = nullptr;
  while (PyDict_Next(globals_of_experiment, &at, &key, &value) != 0) {
    const std::string name = name_text(key);
    if (name.starts_with("__") || bound_names().contains(name)) continue;
    forbid("'" + name + "' was put among the experiment's globals");
  }
}

void check_versions() {
  for (const Sealed& one : sealed()) {
    if (lab_dict_version(one.dict) != one.version) forbid(one.name + " was changed");
  }
}

}  // namespace

void seal_lab() {
  Py_ssize_t at = 0;
  PyObject* key = nullptr;
  PyObject* module = nullptr;
  PyObject* modules = PyImport_GetModuleDict();  // borrowed
  while (PyDict_Next(modules, &at, &key, &module) != 0) {
    const std::string name = name_text(key);
    const bool ours = name == "lab" || name.starts_with("lab.");
    if (!ours && name != "builtins" && name != "sys") continue;
    own_modules()[name] = Py_NewRef(module);
    if (name == "sys") continue;  // programs set sys.stdout, sys.path, …
    PyObject* dict = PyModule_GetDict(module);
    seal(dict, name);
    if (ours) seal_types_of(dict, name);
  }
}

void seal_globals(PyObject* globals) noexcept {
  globals_of_experiment = globals;
  auto add = [](PyObject* name, void*) { bound_names().insert(name_text(name)); };
  for (const void* code : experiment_code_objects())
    lab_stored_names(reinterpret_cast<PyCodeObject*>(const_cast<void*>(code)), add, nullptr);
  globals_are_watched = globals != nullptr && lab_guard_dict(globals, on_change);
}

void remember_imported() noexcept {
  if (globals_of_experiment != nullptr) hold_globals();
}

bool has_own_globals() noexcept {
  return PyEval_GetGlobals() == globals_of_experiment;
}

void check_seals() noexcept {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  check_versions();
  check_modules();
  check_held();
  check_names();
  hold_globals();
  PyErr_Restore(type, value, traceback);
}

}  // namespace lab::bindings
