#include "bindings/internals/pymalloc.h"

#include <algorithm>
#include <memory>

#include "bindings/internals/own_memory.h"
#include "bindings/probes/probes.h"
#include "bindings/probes/structures.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

constexpr const char* kPymallocDoc =
    "pymalloc, the allocator of requests of up to 512 bytes: Objects/obmalloc.c,\n"
    "Include/internal/pycore_obmalloc.h. Where a probe takes an object, a lab.Address means the\n"
    "address itself, not the int.";

std::uint64_t address_meant(PyObject* object) {
  if (!is_address(object)) return reinterpret_cast<std::uintptr_t>(object);
  const unsigned long long address = PyLong_AsUnsignedLongLong(object);
  if (PyErr_Occurred() != nullptr) throw py::error_already_set();
  return address;
}

py::object block(const py::object& object) {
  const std::uint64_t address = address_meant(object.ptr());
  lab_pool pool;
  if (!lab_pool_of(address, &pool)) return py::none();
  const std::uint64_t number = (address - pool.first_block) / pool.block_size;
  const std::uint64_t start = pool.first_block + number * pool.block_size;
  return py::dict("address"_a = make_address(start), "number"_a = number,
                  "offset"_a = address - start, "size_class"_a = pool.size_class,
                  "block_size"_a = pool.block_size, "pool"_a = make_address(pool.address),
                  "arena"_a = make_address(pool.arena));
}

py::object pool(const py::object& object) {
  lab_pool read;
  if (!lab_pool_of(address_meant(object.ptr()), &read)) return py::none();
  char states[kLabMostBlocks + 1];
  lab_pool_blocks(&read, states);
  return py::dict("address"_a = make_address(read.address), "arena"_a = make_address(read.arena),
                  "arenaindex"_a = read.arena_index, "szidx"_a = read.size_class,
                  "block_size"_a = read.block_size, "blocks"_a = read.blocks, "used"_a = read.used,
                  "freeblock"_a = make_address(read.free_block), "nextoffset"_a = read.next_offset,
                  "maxnextoffset"_a = read.max_next_offset, "map"_a = states);
}

py::object allocator(const py::object& object) {
  const std::uint64_t address = address_meant(object.ptr());
  lab_pool pool;
  char byte = 0;
  if (lab_pool_of(address, &pool)) return py::str("pymalloc");
  if (lab_in_loaded_file(address)) return py::str("static");
  if (lab_copy_memory(address, &byte, 1)) return py::str("malloc");
  return py::none();
}

py::list classes_of(const lab_pymalloc_map& read) {
  py::list classes;
  for (int number = 0; number < kLabSizeClasses; ++number) {
    const lab_size_class& of = read.classes[number];
    classes.append(py::dict("size_class"_a = number, "block_size"_a = of.block_size,
                            "pools"_a = of.pools, "used"_a = of.used, "free"_a = of.free));
  }
  return classes;
}

py::list arenas_of(const lab_pymalloc_map& read) {
  py::list arenas;
  const auto listed = std::min<std::uint64_t>(read.arenas, kLabMostArenas);
  for (std::uint64_t i = 0; i < listed; ++i) {
    const lab_arena& arena = read.list[i];
    arenas.append(py::dict("address"_a = make_address(arena.address), "index"_a = arena.index,
                           "pools"_a = arena.pools, "free_pools"_a = arena.free_pools));
  }
  return arenas;
}

py::object map() {
  // Read whole before the first Python object is made, into memory that is not pymalloc's.
  const auto read = std::make_unique<lab_pymalloc_map>();
  lab_pymalloc_map_read(read.get());
  if (read->absent != nullptr) return py::cast(Absent{read->absent});
  return py::dict("arenas"_a = read->arenas, "arena_size"_a = read->arena_size,
                  "pool_size"_a = read->pool_size, "free_pools"_a = read->free_pools,
                  "arenas_highwater"_a = make_number(read->arenas_highwater),
                  "arenas_ever"_a = make_number(read->arenas_ever), "classes"_a = classes_of(*read),
                  "list"_a = arenas_of(*read));
}

py::object size_class(const py::int_& bytes) {
  const unsigned long long request = PyLong_AsUnsignedLongLong(bytes.ptr());
  if (PyErr_Occurred() != nullptr) throw py::error_already_set();
  const int number = lab_size_class_of(request);
  return number < 0 ? py::object(py::none()) : py::int_(number);
}

}  // namespace

void define_pymalloc(py::module_& lab) {
  py::module_ module = lab.def_submodule("pymalloc", kPymallocDoc);
  module.def(
      "block", block,
      "block(object, /)\n--\n\n"
      "The block that holds the object: address, number (within its pool), offset (of the\n"
      "object in the block: 16 or 32 where a GC head or a pre-header comes first), "
      "size_class,\n"
      "block_size (bytes), pool and arena (addresses). None when pymalloc did not serve it:\n"
      "it is static, or its block is larger than 512 bytes. Objects/obmalloc.c, "
      "PyObject_Malloc.");
  module.def(
      "pool", pool,
      "pool(object, /)\n--\n\n"
      "The pool that holds the object, its header as it stands: address, arena, arenaindex, "
      "szidx,\n"
      "block_size, blocks (how many it has room for), used (ref.count), freeblock, nextoffset,\n"
      "maxnextoffset, and map: a str of one character a block, \"x\" used, \"-\" freed, \".\" "
      "never handed\n"
      "out. None when pymalloc did not serve it. Objects/obmalloc.c, struct pool_header.");
  module.def(
      "allocator", allocator,
      "allocator(object, /)\n--\n\n"
      "Who made the memory of the object: \"pymalloc\", \"malloc\" (more than 512 bytes, or "
      "another\n"
      "allocator in place), \"static\" (a part of the program or a library); of an address None "
      "where\n"
      "nothing is mapped. Objects/obmalloc.c.");
  module.def(
      "map", map,
      "map()\n--\n\n"
      "All of pymalloc: arenas (how many are allocated), arena_size, pool_size, free_pools,\n"
      "arenas_highwater, arenas_ever (lab.Absent in 3.11), classes (size_class, block_size,\n"
      "pools, used, free for each of the 32), list (address, index, pools, free_pools of each\n"
      "arena, at most 4096). lab.Absent under PYTHONMALLOC=malloc. Objects/obmalloc.c,\n"
      "_PyObject_DebugMallocStats.");
  module.def(
      "size_class", size_class,
      "size_class(bytes, /)\n--\n\n"
      "The size class that serves a request of so many bytes; None where malloc does: for 0\n"
      "and for more than 512. Objects/obmalloc.c, pymalloc_alloc.");
}

}  // namespace lab::bindings
