#include "bindings/internals/set.h"

#include <stdexcept>
#include <vector>

#include "bindings/probes/probes.h"
#include "bindings/probes/structures.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

// lab.set.probe: the walk of a look-up.  (Objects/setobject.c, set_lookkey)
//
//     perturb = hash,  slot = hash & mask
//     until a slot is free, or its key is the one that is sought:
//         look at slot, and at the 9 that follow it when they all are in the table
//         perturb >>= 5,  slot = (slot * 5 + 1 + perturb) & mask
//
// Neighbours first: they are in the same cache line. A dict has no such steps.

namespace lab::bindings {
namespace {

constexpr const char* kSetDoc =
    "Probes for set and frozenset: PySetObject, Include/cpython/setobject.h, Objects/setobject.c.";
constexpr std::uint64_t kNeighbours = 9;  // LINEAR_PROBES
constexpr int kSetPerturbShift = 5;
constexpr int kMostSetRestarts = 1000;

const char* slot_state(lab_set_state state) {
  switch (state) {
    case kLabSetFree:
      return "free";
    case kLabSetDummy:
      return "dummy";
    case kLabSetUsed:
      break;
  }
  return "used";
}

struct SetSlot {
  lab_set_slot slot;
  py::object key;  ///< held: to make a dict may run a collection
};

py::list slots_of_set(PyObject* set, std::int64_t mask) {
  std::vector<SetSlot> slots;
  for (std::int64_t i = 0; i <= mask; ++i) {
    const lab_set_slot slot = lab_set_slot_read(set, static_cast<std::uint64_t>(i));
    slots.push_back({slot, py::reinterpret_borrow<py::object>(slot.key)});
  }
  py::list list;
  for (const SetSlot& at : slots) {
    const bool used = at.slot.state == kLabSetUsed;
    list.append(py::dict("state"_a = slot_state(at.slot.state),
                         "hash"_a = used ? py::object(py::int_(at.slot.hash)) : py::none(),
                         "key"_a = used ? make_address(at.key.ptr()) : py::object(py::none())));
  }
  return list;
}

py::dict set_layout(const py::object& object) {
  require_type(PyAnySet_Check(object.ptr()), "lab.set.layout", "set", object);
  const lab_set_layout set = lab_set_read(object.ptr());
  return py::dict("fill"_a = set.fill, "used"_a = set.used, "mask"_a = set.mask,
                  "size"_a = set.mask + 1, "table"_a = make_address(set.table),
                  "small"_a = set.small,
                  "hash"_a = set.hash == -1 ? py::object(py::none()) : py::int_(set.hash),
                  "finger"_a = set.finger, "slots"_a = slots_of_set(object.ptr(), set.mask));
}

struct SetStep {
  std::uint64_t slot;
  const char* state;
};

/// One comparison of the walk. @returns null when __eq__ changed the table under it
const char* judge_slot(PyObject* set, const lab_set_layout& before, std::uint64_t number,
                       PyObject* key, Py_hash_t hash) {
  const lab_set_slot slot = lab_set_slot_read(set, number);
  if (slot.state != kLabSetUsed) return slot_state(slot.state);
  if (slot.hash != hash) return "other";
  if (slot.key == key) return "found";
  const auto stored = py::reinterpret_borrow<py::object>(slot.key);
  const int equal = PyObject_RichCompareBool(stored.ptr(), key, Py_EQ);
  if (equal < 0) throw py::error_already_set();
  const lab_set_layout now = lab_set_read(set);
  if (now.table != before.table || now.mask != before.mask ||
      lab_set_slot_read(set, number).key != stored.ptr()) {
    return nullptr;
  }
  return equal != 0 ? "found" : "hash-equal";
}

/// One walk. @returns false when the table changed under it
bool walk_set(PyObject* set, PyObject* key, Py_hash_t hash, std::vector<SetStep>& steps) {
  const lab_set_layout layout = lab_set_read(set);
  const auto mask = static_cast<std::uint64_t>(layout.mask);
  auto perturb = static_cast<std::uint64_t>(hash);
  std::uint64_t slot = perturb & mask;
  for (std::uint64_t left = mask + 64; left > 0; --left) {
    const std::uint64_t last = slot + kNeighbours <= mask ? slot + kNeighbours : slot;
    for (std::uint64_t at = slot; at <= last; ++at) {
      const char* state = judge_slot(set, layout, at, key, hash);
      if (state == nullptr) return false;
      steps.push_back({at, state});
      const std::string_view name = state;
      if (name == "free" || name == "found") return true;
    }
    perturb >>= kSetPerturbShift;
    slot = (slot * 5 + 1 + perturb) & mask;
  }
  throw std::runtime_error("lab.set.probe(): the table has no free slot; its memory is damaged");
}

py::list set_probe(const py::object& object, const py::object& key) {
  require_type(PyAnySet_Check(object.ptr()), "lab.set.probe", "set", object);
  const Py_hash_t hash = py::hash(key);
  std::vector<SetStep> steps;
  int restarts = 0;
  while (!walk_set(object.ptr(), key.ptr(), hash, steps)) {
    steps.clear();
    if (++restarts == kMostSetRestarts)
      throw std::runtime_error("lab.set.probe(): __eq__ changes the set on every look-up");
  }
  py::list list;
  for (const SetStep& step : steps)
    list.append(py::dict("slot"_a = step.slot, "state"_a = step.state));
  return list;
}

}  // namespace

void define_set(py::module_& lab) {
  py::module_ module = lab.def_submodule("set", kSetDoc);
  module.def(
      "layout", set_layout,
      "layout(object, /)\n--\n\n"
      "The table as it stands: fill (used and dummy slots), used, mask, size (slots), table\n"
      "(address), small (the table is the one of 8 slots inside the object), hash (of a\n"
      "frozenset, None until it is computed), finger (of pop()) and slots: state (\"free\",\n"
      "\"dummy\", \"used\"), hash and key (address, None unless used) of each. Raises "
      "TypeError for\n"
      "other types. Include/cpython/setobject.h, PySetObject.");
  module.def(
      "probe", set_probe,
      "probe(object, key, /)\n--\n\n"
      "The slots that a look-up of `key` visits, in order, the last one being where it ends: slot\n"
      "and state (\"free\", \"dummy\", \"other\" with another hash, \"hash-equal\", \"found\"). "
      "Calls "
      "__eq__ only\n"
      "where CPython would. Raises TypeError for other types and for an unhashable key.\n"
      "Objects/setobject.c, set_lookkey.");
}

}  // namespace lab::bindings
