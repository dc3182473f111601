#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "bindings/internals/gc_arithmetic.h"
#include "bindings/internals/object.h"
#include "bindings/internals/weakref.h"
#include "bindings/probes/probes.h"

namespace py = pybind11;
using namespace py::literals;

// lab.gc.explain: which references are counted.
//
//   counted       every reference that the interpreter would find without the call: of names,
//                 attributes, containers, other objects of the set
//   taken off     1. the one that the call takes on each object while it works
//                 2. those that `objects` itself holds on them, by its items, keys and values, as
//                    tp_traverse shows them, one level deep; whether it has a name or was made in
//                    the call. Not when `objects` is one of the objects: its references are then
//                    references from inside
//                 3. the one by which `objects` was passed, when it is one of the objects
//
// A weakref.ref stands for what it refers to. It holds nothing, so that objects whose names are
// gone can be asked about: explain([weak_a, weak_b]).

namespace lab::bindings {
namespace {

struct Member {
  py::object object;
  std::optional<std::string> name;
};

py::object referent(const py::object& object, std::size_t number) {
  if (!PyWeakref_CheckRef(object.ptr())) return object;
  PyObject* target = lab_weakref_target(object.ptr());
  if (target != nullptr) return py::reinterpret_borrow<py::object>(target);
  PyErr_Format(PyExc_ReferenceError,
               "lab.gc.explain(): object %zu is a weakref whose object is gone already", number);
  throw py::error_already_set();
}

std::vector<std::string> read_names(const py::object& names) {
  std::vector<std::string> result;
  for (py::handle name : names) {
    if (!PyUnicode_Check(name.ptr())) {
      require_type(false, "lab.gc.explain", "str as a name", name);
    }
    result.push_back(py::cast<std::string>(name));
  }
  return result;
}

/// The objects of the set, each once, with the name that it was given first.
std::vector<Member> gather(const py::object& objects, const py::object& names) {
  std::vector<std::string> given;
  if (!names.is_none()) given = read_names(names);
  std::vector<Member> members;
  std::unordered_map<PyObject*, bool> seen;
  std::size_t number = 0;
  for (py::handle item : objects) {
    py::object object = referent(py::reinterpret_borrow<py::object>(item), number);
    std::optional<std::string> name;
    if (number < given.size()) name = given[number];
    ++number;
    if (!seen.emplace(object.ptr(), true).second) continue;
    members.push_back({std::move(object), std::move(name)});
  }
  if (!names.is_none() && given.size() != number) {
    throw py::value_error("lab.gc.explain(): " + std::to_string(number) + " objects but " +
                          std::to_string(given.size()) + " names");
  }
  return members;
}

using Held = std::unordered_map<PyObject*, std::int64_t>;

int count_reference(PyObject* object, void* held) {
  auto at = static_cast<Held*>(held)->find(object);
  if (at != static_cast<Held*>(held)->end()) ++at->second;
  return 0;
}

std::vector<lab_gc_account> open_accounts(const std::vector<Member>& members, PyObject* objects) {
  Held held;
  for (const Member& member : members)
    held.emplace(member.object.ptr(), 1);
  if (held.contains(objects)) {
    held[objects] += lab_argument_references(objects);
  } else {
    lab_gc_visit_references(objects, count_reference, &held);
  }
  std::vector<lab_gc_account> accounts;
  accounts.reserve(members.size());
  for (const Member& member : members) {
    accounts.push_back({member.object.ptr(), held[member.object.ptr()], 0, 0, 0, false});
  }
  return accounts;
}

py::list explain(PyObject* objects, const py::object& names) {
  const std::vector<Member> members = gather(py::reinterpret_borrow<py::object>(objects), names);
  std::vector<lab_gc_account> accounts = open_accounts(members, objects);
  if (!lab_gc_reckon(accounts.data(), accounts.size())) throw std::bad_alloc();
  py::list result;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const lab_gc_account& account = accounts[i];
    const std::string name = members[i].name.value_or(Py_TYPE(account.object)->tp_name);
    result.append(py::dict("object"_a = name, "refcount"_a = account.refcount,
                           "internal"_a = account.internal, "left"_a = account.left,
                           "reachable"_a = account.reachable));
  }
  return result;
}

// A fastcall function: pybind11 would hold `objects` by a tuple of its own.
PyObject* explain_call(PyObject*, PyObject* const* arguments, Py_ssize_t count,
                       PyObject* keywords) {
  const Py_ssize_t given = count + (keywords == nullptr ? 0 : PyTuple_GET_SIZE(keywords));
  const bool named = keywords != nullptr && PyTuple_GET_SIZE(keywords) == 1 &&
                     PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(keywords, 0), "names") == 0;
  if (count < 1 || given > 2 || (given > count && !named)) {
    PyErr_SetString(PyExc_TypeError, "lab.gc.explain() takes (objects, /, names=None)");
    return nullptr;
  }
  return guarded([&] {
    const auto names = py::reinterpret_borrow<py::object>(given == 2 ? arguments[1] : Py_None);
    return explain(arguments[0], names);
  });
}

PyMethodDef gc_explain_functions[] = {
    {"explain", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(explain_call)),
     METH_FASTCALL | METH_KEYWORDS,
     "explain(objects, /, names=None)\n--\n\n"
     "The collector's arithmetic on this set of objects alone: for each a dict of object (its "
     "name, or\n"
     "its type's), refcount, internal (references from inside the set), left and reachable. A "
     "weakref.ref\n"
     "stands for the object that it refers to. References that the call and `objects` itself hold "
     "are\n"
     "taken off. Nothing is collected or changed. Raises ReferenceError for a dead weakref, "
     "ValueError\n"
     "when there are more or fewer names than objects. deduce_unreachable, Modules/gcmodule.c "
     "(3.13+:\n"
     "Python/gc.c)."},
    {nullptr, nullptr, 0, nullptr}};

}  // namespace

void define_explain(py::module_& gc) {
  if (PyModule_AddFunctions(gc.ptr(), gc_explain_functions) != 0) throw py::error_already_set();
}

}  // namespace lab::bindings
