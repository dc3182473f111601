#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "bindings/internals/dict.h"
#include "bindings/internals/instance.h"
#include "bindings/internals/layout.h"
#include "bindings/internals/list.h"
#include "bindings/internals/object.h"
#include "bindings/probes/probes.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

// What hangs off an object is drawn by a person's eye: beyond these many the rest is counted.
constexpr std::int64_t kMostItems = 256;
constexpr std::size_t kMostBytes = 16;

py::object value_of(const lab_field& field, const char* object) {
  switch (field.kind) {
    case kLabSigned:
      return py::int_(static_cast<std::int64_t>(field.value));
    case kLabUnsigned:
      return py::int_(field.value);
    case kLabAddress:
      return make_address(field.value);
    case kLabReal: {
      double real = 0;
      std::memcpy(&real, &field.value, sizeof(real));
      return py::float_(real);
    }
    case kLabBytes:
      break;
  }
  return py::bytes(object + field.offset, std::min<std::size_t>(field.size, kMostBytes));
}

/// @param refcount what to show for ob_refcnt: without the reference that this call holds
py::list fields_of(PyObject* object, std::int64_t refcount) {
  // Read whole before the first Python object is made.
  lab_layout layout;
  lab_layout_read(object, &layout);
  py::list fields;
  for (int i = 0; i < layout.count; ++i) {
    lab_field& field = layout.fields[i];
    if (std::string_view(field.name) == "ob_refcnt")
      field.value = static_cast<std::uint64_t>(refcount);
    fields.append(py::dict("offset"_a = field.offset, "size"_a = field.size, "field"_a = field.name,
                           "type"_a = field.type,
                           "value"_a = value_of(field, reinterpret_cast<const char*>(object))));
  }
  return fields;
}

std::string rest_of(std::int64_t count) {
  return "… " + std::to_string(count) + " more";
}

/// The slots of the item array: an address each, None where it is spare.
py::list items_of(PyObject* object) {
  const lab_list_layout list = lab_list_read(object);
  const std::int64_t shown = std::min(list.allocated, kMostItems);
  std::vector<const void*> addresses;
  for (std::int64_t i = 0; i < std::min(shown, list.size); ++i) {
    addresses.push_back(PyList_GET_ITEM(object, i));
  }
  py::list items;
  for (const void* address : addresses)
    items.append(make_address(address));
  for (std::int64_t i = list.size; i < shown; ++i)
    items.append(py::none());
  if (list.allocated > shown) items.append(rest_of(list.allocated - shown));
  return items;
}

py::list slots_of(PyObject* object) {
  const std::int64_t size = std::int64_t{1} << lab_dict_read(object).log2_size;
  std::vector<std::int64_t> indices;
  for (std::int64_t slot = 0; slot < std::min(size, kMostItems); ++slot) {
    indices.push_back(lab_dict_index(object, static_cast<std::uint64_t>(slot)));
  }
  py::list slots;
  for (const std::int64_t index : indices)
    slots.append(index);
  if (size > kMostItems) slots.append(rest_of(size - kMostItems));
  return slots;
}

py::object text_of(PyObject* key) {
  return PyUnicode_CheckExact(key) ? py::reinterpret_borrow<py::object>(key) : py::none();
}

struct Entry {
  std::int64_t hash;
  py::object key;  ///< held: to make a dict may run a collection
  const void* value;
};

py::dict row_of(std::int64_t number, const Entry& entry) {
  if (!entry.key) {
    return py::dict("entry"_a = number, "hash"_a = py::none(), "key"_a = py::none(),
                    "text"_a = "deleted", "value"_a = py::none());
  }
  py::object value = entry.value == nullptr ? py::object(py::none()) : make_address(entry.value);
  return py::dict("entry"_a = number, "hash"_a = entry.hash,
                  "key"_a = make_address(entry.key.ptr()), "text"_a = text_of(entry.key.ptr()),
                  "value"_a = value);
}

py::list entries_of(PyObject* object) {
  const std::int64_t count = lab_dict_read(object).nentries;
  std::vector<Entry> entries;
  for (std::int64_t number = 0; number < std::min(count, kMostItems); ++number) {
    const lab_dict_entry entry = lab_dict_entry_read(object, number);
    entries.push_back({entry.hash, py::reinterpret_borrow<py::object>(entry.key), entry.value});
  }
  py::list rows;
  for (std::size_t number = 0; number < entries.size(); ++number) {
    rows.append(row_of(static_cast<std::int64_t>(number), entries[number]));
  }
  if (count > kMostItems) rows.append(py::dict("entry"_a = rest_of(count - kMostItems)));
  return rows;
}

/// The attributes that an instance keeps as an array of values, their names from the class.
py::list values_of(PyObject* object, std::int64_t count) {
  std::vector<std::pair<py::object, const void*>> values;
  for (std::int64_t number = 0; number < std::min(count, kMostItems); ++number) {
    const lab_instance_value at = lab_instance_value_read(object, number);
    values.emplace_back(py::reinterpret_borrow<py::object>(at.name), at.value);
  }
  py::list rows;
  for (const auto& [name, value] : values) {
    rows.append(py::dict("attribute"_a = name, "value"_a = value == nullptr ? py::object(py::none())
                                                                            : make_address(value)));
  }
  return rows;
}

py::dict layout_of(PyObject* inspected, std::int64_t refcount) {
  const std::string type = Py_TYPE(inspected)->tp_name;
  py::dict result("type"_a = type, "address"_a = make_address(inspected),
                  "size"_a = lab_object_size(inspected),
                  "fields"_a = fields_of(inspected, refcount));
  py::dict notes;
  if (PyList_Check(inspected)) {
    result["items"] = items_of(inspected);
    notes["items"] = "an address each; None: a spare slot";
  }
  if (PyDict_Check(inspected)) {
    result["slots"] = slots_of(inspected);
    result["entries"] = entries_of(inspected);
    notes["slots"] = "the number of an entry each; -1: free, -2: dummy, its key was deleted";
  }
  const lab_instance_values values = lab_instance_values_read(inspected);
  if (values.where != nullptr) {
    result["values"] = values_of(inspected, values.count);
    notes["values"] = std::string_view(values.where) == "inline"
                          ? "inside the object, their names in the class; None: not set"
                          : "in a block of their own, their names in the class; None: not set";
  }
  result["notes"] = notes;
  return result;
}

PyObject* inspect(PyObject*, PyObject* object) {
  const std::int64_t refcount = refcount_without_argument(object);
  return guarded([&] { return layout_of(object, refcount); });
}

PyMethodDef inspect_functions[] = {
    {"inspect", inspect, METH_O,
     "inspect(object, /)\n--\n\n"
     "The object's layout in memory: type, address, size (bytes of its own block from the address\n"
     "on) and fields, a list of offset, size, field, type and value in order of offsets; the GC "
     "head\n"
     "and the managed dict have negative ones. A list has items too (address of each, None for a\n"
     "spare slot), a dict slots and entries, an instance\n"
     "without a dict's table values (by attribute); beyond 256 of them the rest is counted. "
     "ob_refcnt is\n"
     "without the reference that the call itself holds. notes says in words how to read a part.\n"
     "Include/object.h and the header of each type."},
    {nullptr, nullptr, 0, nullptr}};

}  // namespace

void define_inspect(py::module_& lab) {
  if (PyModule_AddFunctions(lab.ptr(), inspect_functions) != 0) throw py::error_already_set();
}

}  // namespace lab::bindings
