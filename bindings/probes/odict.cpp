#include "bindings/internals/odict.h"

#include <stdexcept>
#include <vector>

#include "bindings/probes/probes.h"
#include "bindings/probes/structures.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

constexpr const char* kOrderedDictDoc =
    "Probes for collections.OrderedDict: PyODictObject and its nodes, Objects/odictobject.c.\n"
    "lab.dict reads the dict that it is as well.";

struct OdictNode {
  lab_odict_node node;
  py::object key;  ///< held: to make a dict may run a collection
};

/// From first to last, at most as many as the dict has keys.
std::vector<OdictNode> nodes_of(PyObject* dict, std::uint64_t first) {
  std::vector<OdictNode> nodes;
  std::uint64_t address = first;
  for (Py_ssize_t left = PyDict_GET_SIZE(dict); left > 0 && address != 0; --left) {
    const lab_odict_node node = lab_odict_node_read(address);
    nodes.push_back({node, py::reinterpret_borrow<py::object>(node.key)});
    address = node.next;
  }
  return nodes;
}

py::dict odict_layout(const py::object& object) {
  require_type(PyODict_Check(object.ptr()), "lab.ordereddict.layout", "OrderedDict", object);
  const lab_odict_layout dict = lab_odict_read(object.ptr());
  if (dict.absent != nullptr) return py::dict("nodes"_a = Absent{dict.absent});
  py::list nodes;
  for (const OdictNode& at : nodes_of(object.ptr(), dict.first)) {
    nodes.append(py::dict("address"_a = make_address(at.node.address),
                          "previous"_a = make_address(at.node.previous),
                          "next"_a = make_address(at.node.next), "hash"_a = at.node.hash,
                          "key"_a = make_address(at.key.ptr())));
  }
  return py::dict("first"_a = make_address(dict.first), "last"_a = make_address(dict.last),
                  "fast_nodes"_a = make_address(dict.fast_nodes),
                  "fast_nodes_size"_a = dict.fast_nodes_size, "fresh"_a = dict.fresh,
                  "state"_a = dict.state,
                  "instance_dict"_a = dict.instance_dict == 0 ? py::object(py::none())
                                                              : make_address(dict.instance_dict),
                  "nodes"_a = nodes);
}

py::list odict_order(const py::object& object) {
  require_type(PyODict_Check(object.ptr()), "lab.ordereddict.order", "OrderedDict", object);
  const lab_odict_layout dict = lab_odict_read(object.ptr());
  if (dict.absent != nullptr) throw std::runtime_error(dict.absent);
  py::list keys;
  for (const OdictNode& at : nodes_of(object.ptr(), dict.first))
    keys.append(at.key);
  return keys;
}

}  // namespace

void define_ordereddict(py::module_& lab) {
  py::module_ module = lab.def_submodule("ordereddict", kOrderedDictDoc);
  module.def(
      "layout", odict_layout,
      "layout(object, /)\n--\n\n"
      "The linked list beside the dict: first and last (addresses of nodes, 0 when empty), "
      "fast_nodes\n"
      "(address of the table of nodes by entry number), fast_nodes_size, fresh (False when the "
      "dict\n"
      "has resized since that table was made), state (od_state), instance_dict (address or None), "
      "and\n"
      "nodes from first to last: address, previous, next, hash, key (address). Raises TypeError "
      "for\n"
      "other types. Objects/odictobject.c, struct _odictobject.");
  module.def("order", odict_order,
             "order(object, /)\n--\n\n"
             "The keys from od_first to od_last, read from the nodes. Raises RuntimeError for\n"
             "a CPython whose OrderedDict is laid out anew. Objects/odictobject.c.");
}

}  // namespace lab::bindings
