#include "bindings/internals/lru_cache.h"

#include <vector>

#include "bindings/probes/probes.h"
#include "bindings/probes/structures.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

constexpr const char* kLruCacheDoc =
    "Probes for functools.lru_cache: lru_cache_object and its links, Modules/_functoolsmodule.c.";

struct LruLink {
  std::uint64_t address;
  std::int64_t hash;
  const void* key;
  const void* result;
};

/// From the oldest to the newest, at most as many as the dict has keys.
std::vector<LruLink> links_of(const lab_lru_layout& cache) {
  std::vector<LruLink> links;
  if (cache.maxsize <= 0) return links;
  std::uint64_t at = cache.root;
  for (Py_ssize_t left = PyDict_GET_SIZE(cache.cache); left > 0; --left) {
    const lab_lru_link link = lab_lru_next(at);
    if (link.address == cache.root) break;
    links.push_back({link.address, link.hash, link.key, link.result});
    at = link.address;
  }
  return links;
}

py::dict lru_layout(const py::object& object) {
  const py::object type = py::module_::import("functools").attr("_lru_cache_wrapper");
  require_type(py::isinstance(object, type), "lab.lru_cache.layout",
               "function that functools.lru_cache made", object);
  const lab_lru_layout cache = lab_lru_read(object.ptr());
  if (cache.absent != nullptr) return py::dict("links"_a = Absent{cache.absent});
  const Py_ssize_t size = PyDict_GET_SIZE(cache.cache);
  py::list links;
  for (const LruLink& link : links_of(cache)) {
    links.append(py::dict("address"_a = make_address(link.address), "hash"_a = link.hash,
                          "key"_a = make_address(link.key),
                          "result"_a = make_address(link.result)));
  }
  return py::dict(
      "hits"_a = cache.hits, "misses"_a = cache.misses,
      "maxsize"_a = cache.maxsize < 0 ? py::object(py::none()) : py::int_(cache.maxsize),
      "typed"_a = cache.typed, "size"_a = size, "root"_a = make_address(cache.root),
      "cache"_a = make_address(cache.cache), "links"_a = links);
}

}  // namespace

void define_lru_cache(py::module_& lab) {
  py::module_ module = lab.def_submodule("lru_cache", kLruCacheDoc);
  module.def("layout", lru_layout,
             "layout(object, /)\n--\n\n"
             "Hits, misses, maxsize (None: unbounded), typed, size (keys of its dict), root "
             "(address of\n"
             "the link that begins and ends the ring), cache (address of the dict) and links from "
             "the\n"
             "oldest to the newest: address, hash, key and result (addresses). An unbounded cache "
             "has no\n"
             "links. Raises TypeError for other objects. Modules/_functoolsmodule.c, "
             "lru_cache_object.");
}

}  // namespace lab::bindings
