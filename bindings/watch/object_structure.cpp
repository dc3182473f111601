#include "bindings/watch/object_structure.h"

#include <algorithm>
#include <new>
#include <span>
#include <string>
#include <utility>

#include "bindings/internals/deque.h"
#include "bindings/internals/dict.h"
#include "bindings/internals/instance.h"
#include "bindings/internals/list.h"
#include "bindings/internals/set.h"
#include "bindings/watch/object_contents.h"

namespace lab::bindings {
namespace {

constexpr std::int64_t kAlwaysWhole = 128;
constexpr std::int64_t kMostRoom = 4096;

/// Of all objects together: a name that is bound anew all the time is another object each time.
/// The GIL guards it.
std::uint64_t left_of_all = std::uint64_t{64} << 20U;

bool has_contents(PyObject* object, const lab_structure& kind) {
  return PyDict_Check(object) || &kind == &kLabList || &kind == &kLabSet ||
         &kind == &kLabInstance || &kind == &kLabDeque || &kind == &kLabBytearray;
}

record::Map head_of_structure(PyObject* object, const lab_structure& kind) {
  return {{"type", PyDict_Check(object) ? kLabDict.name : kind.name},
          {"class", type_text(object)},
          {"address", record::Address{reinterpret_cast<std::uintptr_t>(object)}}};
}

void write_structure(record::Writer& log, std::string_view name, const std::string& encoded) {
  log.structure(name, std::as_bytes(std::span(encoded)));
}

}  // namespace

ToldStructure::Table ToldStructure::table_of(PyObject* object, const lab_structure& kind) noexcept {
  const auto place = [](std::uint64_t address) { return reinterpret_cast<const void*>(address); };
  if (&kind == &kLabInstance) {
    object = lab_instance_dict(object);
    if (object == nullptr || !PyDict_Check(object)) return {};
  }
  if (PyDict_Check(object)) {
    const lab_dict_layout dict = lab_dict_read(object);
    return {std::int64_t{1} << static_cast<unsigned>(dict.log2_size), place(dict.keys)};
  }
  if (&kind == &kLabList) {
    const lab_list_layout list = lab_list_read(object);
    return {list.allocated, place(list.items)};
  }
  if (&kind == &kLabSet) {
    const lab_set_layout set = lab_set_read(object);
    return {set.mask + 1, place(set.table)};
  }
  if (&kind == &kLabDeque) {
    const lab_deque_layout deque = lab_deque_read(object);
    // Its room is in blocks of 64.
    return {deque.absent == nullptr ? (deque.length + kLabDequeBlock - 1) & -kLabDequeBlock : 0,
            nullptr};
  }
  return {};
}

void ToldStructure::begin(record::Writer& log, std::string_view name, PyObject* object,
                          const lab_structure& kind) noexcept {
  last_ = table_of(object, kind);
  tell(log, name, object, kind, true);
}

void ToldStructure::after_change(record::Writer& log, std::string_view name, PyObject* object,
                                 const lab_structure& kind) noexcept {
  if (ended_ || !has_contents(object, kind)) return;
  const Table now = table_of(object, kind);
  const Table before = std::exchange(last_, now);
  if (now.room > kAlwaysWhole && now == before) return;
  if (now.room > kMostRoom && before.room > kMostRoom) return;
  tell(log, name, object, kind, false);
}

void ToldStructure::tell(record::Writer& log, std::string_view name, PyObject* object,
                         const lab_structure& kind, bool first) noexcept {
  if (left_of_all == 0) return;
  try {
    record::Map map = head_of_structure(object, kind);
    if (last_.room > kMostRoom) {
      map.emplace_back("too_big", last_.room);
    } else {
      append_contents(map, object, kind);
    }
    if (first) map.emplace_back("layout", layout_rows(object));
    std::string encoded = record::encode(std::move(map));
    if (encoded.size() > std::min(left_, left_of_all)) {
      ended_ = true;
      if (encoded.size() > left_of_all) left_of_all = 0;
      map = head_of_structure(object, kind);
      map.emplace_back("ended", "enough structures are in the log: only changes from here on");
      return write_structure(log, name, record::encode(std::move(map)));
    }
    left_ -= encoded.size();
    left_of_all -= encoded.size();
    write_structure(log, name, encoded);
  } catch (const std::bad_alloc&) {
    ended_ = true;
    log.notice("object watch: a structure could not be told, memory is out");
  }
}

}  // namespace lab::bindings
