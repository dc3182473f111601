#include "bindings/watch/global_name.h"

#include <pybind11/pybind11.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "bindings/bindings.h"
#include "bindings/internals/attribute.h"
#include "bindings/watch/nearest_name.h"

namespace py = pybind11;

namespace lab::bindings {

class GlobalName::Follower : private InstructionListener {
 public:
  Follower(std::string_view name, Bound bound);
  ~Follower() override;
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  void on_change(PyObject* key, PyObject* value) noexcept;

 private:
  void on_step(const Place& done, const Place& next) noexcept override;
  PyObject* resolve() const noexcept;
  void consider(PyObject* object, const Place& by) noexcept;
  std::string never_bound() const;

  std::string name_;
  std::vector<py::object> path_;  ///< interned strs
  py::object main_;
  Bound bound_;
  PyObject* object_ = nullptr;  ///< what the name refers to, never looked into
  bool ever_ = false;
  std::uint64_t version_ = 0;
  std::optional<Listening> listening_;  ///< nothing where the dict watcher does it
};

namespace {

py::object main_module() {
  PyObject* module = PyImport_AddModule("__main__");  // borrowed
  if (module == nullptr) throw py::error_already_set();
  return py::reinterpret_borrow<py::object>(module);
}

/// "cache.data" → cache, data
std::vector<py::object> path_of(std::string_view name) {
  std::vector<py::object> path;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t dot = std::min(name.find('.', at), name.size());
    PyObject* part = PyUnicode_DecodeUTF8(name.data() + at, static_cast<Py_ssize_t>(dot - at),
                                          "backslashreplace");
    if (part == nullptr) throw py::error_already_set();
    if (PyUnicode_IsIdentifier(part) != 1) {
      Py_DECREF(part);
      throw std::runtime_error("\"" + std::string(name) +
                               "\" is no name of a global: write cache, or cache.data for an "
                               "attribute of one");
    }
    PyUnicode_InternInPlace(&part);
    path.push_back(py::reinterpret_steal<py::object>(part));
    at = dot + 1;
  }
  return path;
}

std::vector<std::string> keys_of(PyObject* dict) {
  std::vector<std::string> names;
  PyObject* key = nullptr;
  for (Py_ssize_t at = 0; PyDict_Next(dict, &at, &key, nullptr) != 0;) {
    const char* text = PyUnicode_Check(key) ? PyUnicode_AsUTF8(key) : nullptr;
    if (text == nullptr) PyErr_Clear();
    if (text != nullptr && !std::string_view(text).starts_with("__")) names.emplace_back(text);
  }
  return names;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

// Those whose global the dict watcher follows.
static std::vector<GlobalName::Follower*>& watched() {
  static auto* followers = new std::vector<GlobalName::Follower*>;
  return *followers;
}

static void on_dict_change(PyObject* key, PyObject* value) {
  const auto& followers = watched();
  for (std::size_t at = 0; at < followers.size(); ++at)
    followers[at]->on_change(key, value);
}

GlobalName::Follower::Follower(std::string_view name, Bound bound)
    : name_(name), path_(path_of(name)), main_(main_module()), bound_(std::move(bound)) {
  const bool global = path_.size() == 1;
  if (global && lab_dict_watch(PyModule_GetDict(main_.ptr()), on_dict_change)) {
    watched().push_back(this);
  } else {
    listening_.emplace(static_cast<InstructionListener&>(*this));
  }
  consider(resolve(), Place{});
}

GlobalName::Follower::~Follower() {
  py::error_scope keep;
  if (!listening_) {
    std::erase(watched(), this);
    if (watched().empty()) lab_dict_unwatch(PyModule_GetDict(main_.ptr()));
  }
  if (!ever_ && log() != nullptr) log()->notice(never_bound());
}

PyObject* GlobalName::Follower::resolve() const noexcept {
  PyObject* object = main_.ptr();
  for (const py::object& part : path_) {
    object = lab_stored_attribute(object, part.ptr());
    if (object == nullptr) return nullptr;
  }
  return object;
}

void GlobalName::Follower::consider(PyObject* object, const Place& by) noexcept {
  if (object == object_) return;
  object_ = object;
  if (object == nullptr) return;
  ever_ = true;
  bound_(object, by);
}

void GlobalName::Follower::on_change(PyObject* key, PyObject* value) noexcept {
  PyObject* name = path_.front().ptr();
  if (key == nullptr) {
    PyObject* object = value == nullptr ? nullptr : PyDict_GetItemWithError(value, name);
    return consider(object, current_place());
  }
  const bool same = key == name || (PyUnicode_Check(key) && PyUnicode_Compare(key, name) == 0);
  if (same) consider(value, current_place());
}

void GlobalName::Follower::on_step(const Place& done, const Place&) noexcept {
  if (path_.size() == 1) {
    const std::uint64_t version = lab_dict_version(PyModule_GetDict(main_.ptr()));
    if (version != 0 && version == version_) return;
    version_ = version;
  }
  consider(resolve(), done);
}

std::string GlobalName::Follower::never_bound() const {
  const std::string text =
      "\"" + name_ + "\" was never bound, so nothing was watched by that name; ";
  const auto first = static_cast<std::string>(py::str(path_.front()));
  if (lab_stored_attribute(main_.ptr(), path_.front().ptr()) != nullptr) {
    return text + first + " is a global, but no object is stored in it as " +
           name_.substr(std::min(name_.size(), first.size() + 1));
  }
  const auto nearest = nearest_names(first, keys_of(PyModule_GetDict(main_.ptr())));
  if (nearest.empty()) return text + "__main__ has no global of a similar name";
  return text + "the nearest globals of __main__ are " + joined(nearest);
}

GlobalName::GlobalName(std::string_view name, Bound bound)
    : follower_(std::make_unique<Follower>(name, std::move(bound))) {}

GlobalName::~GlobalName() = default;

}  // namespace lab::bindings
