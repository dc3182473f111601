#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bindings/internals/census.h"
#include "bindings/internals/gc_head.h"
#include "bindings/internals/gc_state.h"
#include "bindings/probes/probes.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

// A list that is longer is none: the memory under it is not what we take it for.
constexpr std::uint64_t kLongestList = std::uint64_t{1} << 36U;

std::uint64_t list_length(int list) {
  const lab_gc_length length = lab_gc_list_length(list, kLongestList);
  if (!length.whole) throw std::runtime_error("lab.gc: a list of the collector does not close");
  return length.objects;
}

py::dict describe(int index, const lab_gc_generation& generation, std::uint64_t length) {
  return py::dict("index"_a = index, "count"_a = generation.count,
                  "threshold"_a = generation.threshold, "length"_a = length,
                  "collections"_a = generation.collections, "collected"_a = generation.collected,
                  "uncollectable"_a = generation.uncollectable);
}

py::list generations() {
  // Everything is read before anything is made: a new dict is an object of generation 0.
  const lab_gc_state state = lab_gc_state_read();
  std::uint64_t lengths[kLabGenerations + 1];
  for (int list = 0; list <= kLabPermanentList; ++list)
    lengths[list] = list_length(list);
  py::list result;
  for (int index = 0; index < kLabGenerations; ++index) {
    result.append(describe(index, state.generation[index], lengths[index]));
  }
  result.append(describe(-1, {}, lengths[kLabPermanentList]));
  return result;
}

py::dict long_lived() {
  const lab_gc_state state = lab_gc_state_read();
  return py::dict("total"_a = make_number(state.long_lived_total),
                  "pending"_a = make_number(state.long_lived_pending));
}

using Count = std::pair<std::string, std::uint64_t>;

/// The types' names and counts, most first. Allocates in C++ only: the types are borrowed.
std::vector<Count> named_counts(const lab_pointer_map& types) {
  std::map<std::string, std::uint64_t> by_name;
  for (std::size_t i = 0; i <= types.mask; ++i) {
    const auto* type = static_cast<const PyTypeObject*>(types.slots[i].key);
    if (type != nullptr) by_name[type->tp_name] += types.slots[i].value;
  }
  std::vector<Count> counts(by_name.begin(), by_name.end());
  std::stable_sort(counts.begin(), counts.end(),
                   [](const Count& a, const Count& b) { return a.second > b.second; });
  return counts;
}

py::dict census() {
  lab_pointer_map types;
  if (!lab_census(&types)) throw std::bad_alloc();
  std::vector<Count> counts;
  try {
    counts = named_counts(types);
  } catch (...) {
    lab_pointer_map_free(&types);
    throw;
  }
  lab_pointer_map_free(&types);
  py::dict result;
  for (const auto& [name, count] : counts) {
    // tp_name is bytes that somebody typed; what is no UTF-8 is shown as U+FFFD.
    auto key = py::reinterpret_steal<py::object>(
        PyUnicode_DecodeUTF8(name.data(), static_cast<Py_ssize_t>(name.size()), "replace"));
    if (!key) throw py::error_already_set();
    result[key] = count;
  }
  return result;
}

PyObject* generation_of(PyObject*, PyObject* object) {
  const int generation = lab_gc_generation_of(object);
  if (generation == kLabUntracked) Py_RETURN_NONE;
  return PyLong_FromLong(generation);
}

PyObject* flags(PyObject*, PyObject* object) {
  const lab_gc_head head = lab_gc_head_read(object);
  if (!head.present) Py_RETURN_NONE;
  const auto boolean = [](bool value) { return value ? Py_True : Py_False; };
  return Py_BuildValue("{s:O,s:O,s:O}", "tracked", boolean(head.tracked), "finalized",
                       boolean(head.finalized), "collecting", boolean(head.collecting));
}

PyMethodDef gc_functions[] = {
    {"generation_of", generation_of, METH_O,
     "generation_of(object, /)\n--\n\n"
     "The generation whose list holds the object: 0, 1, 2; -1 for the permanent one; None when it "
     "is\n"
     "not tracked or its type takes no part in collection. Walks from the object to the end of "
     "its\n"
     "list. PyGC_Head._gc_next, Include/internal/pycore_gc.h."},
    {"flags", flags, METH_O,
     "flags(object, /)\n--\n\n"
     "{\"tracked\", \"finalized\", \"collecting\"} from the object's PyGC_Head; None when it has "
     "none.\n"
     "Include/internal/pycore_gc.h, _PyGC_PREV_MASK_FINALIZED and _COLLECTING."},
    {nullptr, nullptr, 0, nullptr}};

}  // namespace

void define_gc_probes(py::module_& gc) {
  gc.def("generations", generations,
         "generations()\n--\n\n"
         "One dict per generation, youngest first: index, count, threshold, length (objects in its "
         "list,\n"
         "counted by walking it), collections, collected, uncollectable. Then one with index -1 "
         "for the\n"
         "permanent generation (gc.freeze), of which only the length means anything.\n"
         "struct _gc_runtime_state, Include/internal/pycore_gc.h.");
  gc.def("census", census,
         "census()\n--\n\n"
         "Objects in the generations 0 to 2 (those that gc.get_objects() lists) by type name "
         "(tp_name),\n"
         "most first, counted by walking the lists in C. Types of one name are added up.");
  gc.def("long_lived", long_lived,
         "long_lived()\n--\n\n"
         "{\"total\", \"pending\"}: objects that survived the last full collection, and objects "
         "that have\n"
         "entered generation 2 since. A full collection waits until pending >= total / 4. "
         "lab.Absent in\n"
         "3.14.0 to 3.14.4. long_lived_total and long_lived_pending, struct _gc_runtime_state.");
  if (PyModule_AddFunctions(gc.ptr(), gc_functions) != 0) throw py::error_already_set();
}

}  // namespace lab::bindings
