#include <pybind11/pybind11.h>

#include <stdexcept>

#include "bindings/bindings.h"
#include "bindings/probes/probes.h"
#include "bindings/probes/values.h"
#include "bindings/watch/watcher.h"

namespace py = pybind11;

namespace {

constexpr const char* kLabDoc =
    "The lab's module: reads CPython's own structures and records what it reads.\n\n"
    "Built into every lab host; `import lab` works nowhere else. A probe reads and does not change "
    "what\n"
    "it reads. What this CPython version does not have is lab.Absent, never 0.";
constexpr const char* kGcDoc =
    "The cyclic garbage collector's own state: interp->gc, struct _gc_runtime_state\n"
    "(Include/internal/pycore_gc.h; from 3.14 pycore_interp_structs.h).";
constexpr const char* kListDoc = "Probes for list: PyListObject, Include/cpython/listobject.h.";
constexpr const char* kDictDoc =
    "Probes for dict: PyDictObject and struct _dictkeysobject, Include/internal/pycore_dict.h,\n"
    "Objects/dictobject.c.";

}  // namespace

PYBIND11_MODULE(lab, module) {
  using namespace lab::bindings;
  py::options options;
  options.disable_function_signatures();  // the docstrings begin with theirs, as CPython's own do
  module.doc() = kLabDoc;
  define_values(module);
  define_observe(module);
  define_object_probes(module);
  define_inspect(module);
  py::module_ gc = module.def_submodule("gc", kGcDoc);
  define_gc_probes(gc);
  define_explain(gc);
  py::module_ list = module.def_submodule("list", kListDoc);
  define_list_probes(list);
  py::module_ dict = module.def_submodule("dict", kDictDoc);
  define_dict_probes(dict);
  define_dict_probe(dict);
  define_watch(module);
  define_structures(module);
  define_schedule(module);
}

namespace lab::bindings {

void append_inittab() {
  // The text "lab" must outlive the interpreter: a literal does.
  if (PyImport_AppendInittab("lab", PyInit_lab) != 0) throw std::bad_alloc();
}

}  // namespace lab::bindings
