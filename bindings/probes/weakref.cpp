#include "bindings/internals/weakref.h"

#include <string>
#include <vector>

#include "bindings/probes/probes.h"
#include "bindings/probes/structures.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

constexpr const char* kWeakrefDoc =
    "Probes for weak references: PyWeakReference, Include/cpython/weakrefobject.h,\n"
    "Objects/weakrefobject.c.";

struct Reference {
  const void* address;
  std::string type;  ///< copied: the reference may be gone when its row is made
  bool callback;
  std::int64_t refcount;
};

std::vector<Reference> references_of(PyObject* object, std::int64_t count) {
  std::vector<lab_weakref> entries(static_cast<std::size_t>(count));
  entries.resize(static_cast<std::size_t>(lab_weakrefs_read(object, entries.data(), count)));
  std::vector<Reference> references;
  for (const lab_weakref& entry : entries) {
    references.push_back(
        {entry.reference, Py_TYPE(entry.reference)->tp_name, entry.callback, entry.refcount});
  }
  return references;
}

py::object references(const py::object& object) {
  const std::int64_t count = lab_weakref_count(object.ptr());
  if (count == kLabNoWeakrefs) return py::none();
  py::list list;
  for (const Reference& reference : references_of(object.ptr(), count)) {
    list.append(py::dict("address"_a = make_address(reference.address), "type"_a = reference.type,
                         "callback"_a = reference.callback, "refcount"_a = reference.refcount));
  }
  return list;
}

}  // namespace

void define_weakref(py::module_& lab) {
  py::module_ module = lab.def_submodule("weakref", kWeakrefDoc);
  module.def("references", references,
             "references(object, /)\n--\n\n"
             "The object's list of weak references and proxies, in order: address, type, callback\n"
             "(whether it has one) and refcount of each. Those without a callback come first and "
             "are\n"
             "shared; of the others the newest comes first. None for a type that cannot have any.\n"
             "Include/cpython/weakrefobject.h, struct _PyWeakReference.");
}

}  // namespace lab::bindings
