#include "bindings/watch/object_contents.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "bindings/internals/deque.h"
#include "bindings/internals/dict.h"
#include "bindings/internals/instance.h"
#include "bindings/internals/layout.h"
#include "bindings/internals/list.h"
#include "bindings/internals/sequence.h"
#include "bindings/internals/set.h"
#include "lab/record/utf8.h"

namespace lab::bindings {
namespace {

using record::Address;
using record::List;
using record::Map;
using record::Value;

constexpr std::size_t kLongestName = 200;
constexpr std::size_t kMostFieldBytes = 16;
constexpr std::int64_t kSharedNames = 30;  // SHARED_KEYS_MAX_SIZE: a class shares no more

std::string name_text(const char* name) {
  return record::valid_utf8(std::string_view(name).substr(0, kLongestName));
}

/// Of a key, a value or an item; None where there is none.
Value text_value(PyObject* object) {
  if (object == nullptr) return {};
  char text[kLabKeyText];
  lab_key_text(object, text);
  return text[0] == '<' ? record::valid_utf8(text) : std::string(text);
}

Value address_value(const void* place) {
  if (place == nullptr) return {};
  return Address{reinterpret_cast<std::uintptr_t>(place)};
}

Value text_and_address(PyObject* object) {
  if (object == nullptr) return {};
  return Map{{"text", text_value(object)}, {"address", address_value(object)}};
}

const char* name_of_dict_kind(int kind) {
  switch (static_cast<lab_dict_kind>(kind)) {
    case kLabDictGeneral:
      return "general";
    case kLabDictUnicode:
      return "unicode";
    case kLabDictSplit:
      return "split";
  }
  return "";
}

Value entry_map(const lab_dict_entry& entry) {
  if (entry.key == nullptr) return {};
  return Map{{"hash", entry.hash},
             {"key", text_value(entry.key)},
             {"key_address", address_value(entry.key)},
             {"value", text_value(entry.value)},
             {"value_address", address_value(entry.value)}};
}

void append_slots(Map& map, PyObject* dict, int log2_size) {
  List slots;
  for (std::uint64_t slot = 0; slot < std::uint64_t{1} << static_cast<unsigned>(log2_size); ++slot)
    slots.emplace_back(lab_dict_index(dict, slot));
  map.emplace_back("slots", std::move(slots));
}

void append_dict(Map& map, PyObject* dict) {
  const lab_dict_layout table = lab_dict_read(dict);
  const bool split = table.values != 0;
  map.emplace_back("keys", Address{table.keys});
  map.emplace_back("used", table.used);
  map.emplace_back("usable", table.usable);
  map.emplace_back("log2_size", std::int64_t{table.log2_size});
  map.emplace_back("kind", name_of_dict_kind(table.kind));
  if (!split) append_slots(map, dict, table.log2_size);
  List entries;
  List values;
  for (std::int64_t i = 0; i < table.nentries && (!split || i < kSharedNames); ++i) {
    const lab_dict_entry entry = lab_dict_entry_read(dict, i);
    entries.push_back(entry_map(entry));
    if (split) values.push_back(address_value(entry.value));
  }
  map.emplace_back("entries", std::move(entries));
  if (split) map.emplace_back("values", std::move(values));
}

void append_list(Map& map, PyObject* list) {
  const lab_list_layout array = lab_list_read(list);
  map.emplace_back("array", Address{array.items});
  map.emplace_back("length", array.size);
  map.emplace_back("allocated", array.allocated);
  List items;
  for (std::int64_t i = 0; i < std::min(array.size, array.allocated); ++i)
    items.push_back(text_and_address(PyList_GET_ITEM(list, i)));
  map.emplace_back("items", std::move(items));
}

Value slot_value(const lab_set_slot& slot) {
  switch (slot.state) {
    case kLabSetFree:
      return {};
    case kLabSetDummy:
      return "dummy";
    case kLabSetUsed:
      break;
  }
  return Map{
      {"hash", slot.hash}, {"key", text_value(slot.key)}, {"address", address_value(slot.key)}};
}

void append_set(Map& map, PyObject* set) {
  const lab_set_layout table = lab_set_read(set);
  map.emplace_back("table", Address{table.table});
  map.emplace_back("fill", table.fill);
  map.emplace_back("used", table.used);
  map.emplace_back("mask", table.mask);
  map.emplace_back("finger", table.finger);
  List slots;
  for (std::int64_t i = 0; i <= table.mask; ++i)
    slots.push_back(slot_value(lab_set_slot_read(set, static_cast<std::uint64_t>(i))));
  map.emplace_back("slots", std::move(slots));
}

void append_instance(Map& map, PyObject* object) {
  const lab_instance_values array = lab_instance_values_read(object);
  map.emplace_back("where", array.where == nullptr ? Value() : Value(array.where));
  List values;
  for (std::int64_t i = 0; i < std::min(array.count, kSharedNames); ++i) {
    const lab_instance_value at = lab_instance_value_read(object, i);
    char name[kLabKeyText];
    lab_name_text(at.name, name);
    values.emplace_back(Map{{"attribute", std::string(name)},
                            {"text", text_value(at.value)},
                            {"address", address_value(at.value)}});
  }
  map.emplace_back("values", std::move(values));
  PyObject* dict = lab_instance_dict(object);
  if (dict == nullptr || !PyDict_Check(dict)) return map.emplace_back("dict", Value()), void();
  Map of_dict = {{"type", "dict"}, {"class", type_text(dict)}, {"address", address_value(dict)}};
  append_dict(of_dict, dict);
  map.emplace_back("dict", std::move(of_dict));
}

void append_deque(Map& map, PyObject* deque) {
  const lab_deque_layout blocks = lab_deque_read(deque);
  if (blocks.absent != nullptr) {
    map.emplace_back("length", record::Absent{blocks.absent});
    return;
  }
  map.emplace_back("length", blocks.length);
  map.emplace_back("left_index", blocks.left_index);
  map.emplace_back("right_index", blocks.right_index);
  map.emplace_back("left_block", Address{blocks.left_block});
  map.emplace_back("right_block", Address{blocks.right_block});
  map.emplace_back("maxlen", blocks.maxlen);
  map.emplace_back("free_blocks", blocks.free_blocks);
  List items;
  std::uint64_t block = blocks.left_block;
  std::int64_t at = blocks.left_index;
  for (std::int64_t i = 0; i < blocks.length; ++i, ++at) {
    if (at == kLabDequeBlock) {
      block = lab_deque_next_block(block);
      at = 0;
    }
    items.push_back(text_and_address(lab_deque_item(block, at)));
  }
  map.emplace_back("items", std::move(items));
}

void append_bytearray(Map& map, PyObject* bytes) {
  const lab_bytearray_layout block = lab_bytearray_read(bytes);
  map.emplace_back("length", block.size);
  map.emplace_back("allocated", block.allocated);
  map.emplace_back("start", static_cast<std::int64_t>(block.start - block.bytes));
  map.emplace_back("exports", block.exports);
}

Value value_of_field(const lab_field& field, PyObject* object) {
  switch (field.kind) {
    case kLabSigned:
      return static_cast<std::int64_t>(field.value);
    case kLabUnsigned:
      return field.value;
    case kLabAddress:
      return Address{field.value};
    case kLabReal: {
      double real = 0;
      std::memcpy(&real, &field.value, sizeof(real));
      return real;
    }
    case kLabBytes:
      break;
  }
  const char* begin = reinterpret_cast<const char*>(object) + field.offset;
  return record::Bytes{std::string(begin, std::min<std::size_t>(field.size, kMostFieldBytes))};
}

}  // namespace

std::string type_text(PyObject* object) {
  return name_text(Py_TYPE(object)->tp_name);
}

void append_contents(Map& map, PyObject* object, const lab_structure& kind) {
  if (PyDict_Check(object)) return append_dict(map, object);
  if (&kind == &kLabList) return append_list(map, object);
  if (&kind == &kLabSet) return append_set(map, object);
  if (&kind == &kLabInstance) return append_instance(map, object);
  if (&kind == &kLabDeque) return append_deque(map, object);
  if (&kind == &kLabBytearray) return append_bytearray(map, object);
}

List layout_rows(PyObject* object) {
  lab_layout layout;
  lab_layout_read(object, &layout);
  List rows;
  for (int i = 0; i < layout.count; ++i) {
    const lab_field& field = layout.fields[i];
    rows.emplace_back(Map{{"offset", std::int64_t{field.offset}},
                          {"size", std::int64_t{field.size}},
                          {"field", name_text(field.name)},
                          {"type", std::string(field.type)},
                          {"value", value_of_field(field, object)}});
  }
  return rows;
}

}  // namespace lab::bindings
