#include <stdexcept>
#include <vector>

#include "bindings/internals/dict.h"
#include "bindings/probes/probes.h"

namespace py = pybind11;
using namespace py::literals;

// lab.dict.probe: the walk of a look-up.  (Objects/dictobject.c, unicodekeys_lookup_unicode,
// unicodekeys_lookup_generic, dictkeys_generic_lookup: one recurrence in all three)
//
//     perturb = hash                      as an unsigned 64-bit number
//     slot    = hash & mask
//     until the slot is free, or its key is the one that is sought:
//         perturb >>= 5
//         slot = (slot * 5 + perturb + 1) & mask
//
// A slot's key is the sought one if it is the same object, or if the hashes are equal and then the
// keys are equal. __eq__ may change the dict; CPython then starts again from the first slot, and so
// do we.

namespace lab::bindings {
namespace {

constexpr int kPerturbShift = 5;
constexpr int kMostRestarts = 1000;

struct Step {
  std::uint64_t slot;
  std::int64_t index;
  const char* state;
  std::uint64_t perturb;
};

/// The table that a walk began with; __eq__ may put another in its place.
struct Table {
  PyObject* dict;
  lab_dict_layout layout;
};

bool still_holds(const Table& table, std::int64_t index, PyObject* stored) {
  const lab_dict_layout now = lab_dict_read(table.dict);
  return now.keys == table.layout.keys && now.log2_size == table.layout.log2_size &&
         index < now.nentries && lab_dict_entry_read(table.dict, index).key == stored;
}

/// What the look-up makes of one entry; null when __eq__ changed the table under it.
const char* judge_entry(const Table& table, std::int64_t index, PyObject* key, Py_hash_t hash) {
  const lab_dict_entry entry = lab_dict_entry_read(table.dict, index);
  if (entry.key != key) {
    if (entry.hash != hash) return "other";
    auto stored = py::reinterpret_borrow<py::object>(entry.key);
    const int equal = PyObject_RichCompareBool(stored.ptr(), key, Py_EQ);
    if (equal < 0) throw py::error_already_set();
    if (!still_holds(table, index, stored.ptr())) return nullptr;
    if (equal == 0) return "hash-equal";
  }
  const bool unset =
      table.layout.kind == kLabDictSplit && lab_dict_entry_read(table.dict, index).value == nullptr;
  return unset ? "unset" : "found";
}

/// One walk. @returns false when the table changed under it.
bool walk(const Table& table, PyObject* key, Py_hash_t hash, std::vector<Step>& steps) {
  const std::uint64_t mask = (std::uint64_t{1} << table.layout.log2_size) - 1;
  std::uint64_t perturb = static_cast<std::uint64_t>(hash);
  std::uint64_t slot = perturb & mask;
  // Once perturb is 0 the recurrence visits every slot in turn, and one slot is always free.
  constexpr std::uint64_t kUntilPerturbIsZero = 64 / kPerturbShift + 1;
  for (std::uint64_t left = mask + 1 + kUntilPerturbIsZero; left > 0; --left) {
    const std::int64_t index = lab_dict_index(table.dict, slot);
    const bool dummy = index == kLabSlotDummy;
    const char* state = dummy ? "dummy" : "free";
    if (index >= 0) state = judge_entry(table, index, key, hash);
    if (state == nullptr) return false;
    steps.push_back({slot, index, state, perturb});
    const std::string_view name = state;
    if (name == "free" || name == "found" || name == "unset") return true;
    perturb >>= kPerturbShift;
    slot = (slot * 5 + perturb + 1) & mask;
  }
  throw std::runtime_error("lab.dict.probe(): the table has no free slot; its memory is damaged");
}

std::vector<Step> look_up(PyObject* dict, PyObject* key, Py_hash_t hash) {
  for (int restarts = 0; restarts < kMostRestarts; ++restarts) {
    std::vector<Step> steps;
    if (walk({dict, lab_dict_read(dict)}, key, hash, steps)) return steps;
  }
  throw std::runtime_error("lab.dict.probe(): __eq__ changes the dict on every look-up");
}

py::list probe(const py::object& object, const py::object& key) {
  require_type(PyDict_Check(object.ptr()), "lab.dict.probe", "dict", object);
  const Py_hash_t hash = py::hash(key);
  py::list list;
  for (const Step& step : look_up(object.ptr(), key.ptr(), hash)) {
    list.append(py::dict("slot"_a = step.slot, "index"_a = step.index, "state"_a = step.state,
                         "perturb"_a = step.perturb));
  }
  return list;
}

}  // namespace

void define_dict_probe(py::module_& dict) {
  dict.def(
      "probe", probe,
      "probe(object, key, /)\n--\n\n"
      "The slots that a look-up of `key` visits, in order, the last one being where it ends: "
      "slot,\n"
      "index (what the slot holds), state and perturb (the 64-bit value when the slot is "
      "visited).\n"
      "States: \"free\", \"dummy\", \"other\" (another hash), \"hash-equal\" (equal hash, another "
      "key),\n"
      "\"found\", and in split tables \"unset\" (the class shares the key, this dict has no "
      "value).\n"
      "Calls hash(key), and __eq__ where the look-up would. Raises TypeError for other types and "
      "for\n"
      "an unhashable key. Objects/dictobject.c, unicodekeys_lookup_unicode and its neighbours.");
}

}  // namespace lab::bindings
