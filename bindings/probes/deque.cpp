#include "bindings/internals/deque.h"

#include <vector>

#include "bindings/probes/probes.h"
#include "bindings/probes/structures.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

constexpr const char* kDequeDoc =
    "Probes for collections.deque: dequeobject and its blocks, Modules/_collectionsmodule.c.";

struct DequeBlock {
  std::uint64_t address;
  std::vector<const void*> items;
};

/// The blocks from left to right with their items.
std::vector<DequeBlock> blocks_of(const lab_deque_layout& deque) {
  std::vector<DequeBlock> blocks;
  std::uint64_t block = deque.left_block;
  std::int64_t at = deque.left_index;
  std::int64_t left = deque.length;
  while (block != 0) {
    DequeBlock read{block, {}};
    for (; at < kLabDequeBlock && left > 0; ++at, --left)
      read.items.push_back(lab_deque_item(block, at));
    blocks.push_back(std::move(read));
    if (block == deque.right_block) break;
    block = lab_deque_next_block(block);
    at = 0;
  }
  return blocks;
}

py::list list_of(const std::vector<DequeBlock>& blocks) {
  py::list list;
  for (const DequeBlock& block : blocks) {
    py::list items;
    for (const void* item : block.items)
      items.append(make_address(item));
    list.append(py::dict("address"_a = make_address(block.address), "items"_a = items));
  }
  return list;
}

py::dict deque_layout(const py::object& object) {
  const py::object type = py::module_::import("collections").attr("deque");
  require_type(py::isinstance(object, type), "lab.deque.layout", "deque", object);
  const lab_deque_layout deque = lab_deque_read(object.ptr());
  if (deque.absent != nullptr) return py::dict("blocks"_a = Absent{deque.absent});
  const std::vector<DequeBlock> blocks = blocks_of(deque);
  return py::dict("length"_a = deque.length, "leftindex"_a = deque.left_index,
                  "rightindex"_a = deque.right_index, "state"_a = deque.state,
                  "maxlen"_a = deque.maxlen == -1 ? py::object(py::none()) : py::int_(deque.maxlen),
                  "block_length"_a = static_cast<int>(kLabDequeBlock),
                  "free_blocks"_a = deque.free_blocks, "blocks"_a = list_of(blocks));
}

}  // namespace

void define_deque(py::module_& lab) {
  py::module_ module = lab.def_submodule("deque", kDequeDoc);
  module.def(
      "layout", deque_layout,
      "layout(object, /)\n--\n\n"
      "Length, leftindex and rightindex (of the first item in the leftmost and the last in "
      "the\n"
      "rightmost block), state (grows with each change), maxlen, block_length (64), "
      "free_blocks\n"
      "(kept for later) and blocks from left to right: address and items (an address each).\n"
      "Raises TypeError for other types. Modules/_collectionsmodule.c, dequeobject.");
}

}  // namespace lab::bindings
