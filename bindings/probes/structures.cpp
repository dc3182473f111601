#include "bindings/probes/structures.h"

#include "bindings/probes/probes.h"

namespace lab::bindings {

void define_structures(pybind11::module_& lab) {
  define_pymalloc(lab);
  define_int(lab);
  define_str(lab);
  define_tuple(lab);
  define_bytearray(lab);
  define_set(lab);
  define_ordereddict(lab);
  define_deque(lab);
  define_type(lab);
  define_weakref(lab);
  define_memoryview(lab);
  define_lru_cache(lab);
  define_code(lab);
  define_generator(lab);
  define_frame(lab);
  define_gil(lab);
}

}  // namespace lab::bindings
