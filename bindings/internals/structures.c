// The kinds of objects that can be watched, the particular ones before those that they derive from.

#include "bindings/internals/snapshot.h"

static const struct lab_structure* const structures[] = {
    &kLabOrderedDict, &kLabDict, &kLabList,      &kLabSet,  &kLabBytearray, &kLabStr,
    &kLabDeque,       &kLabType, &kLabGenerator, &kLabCode, &kLabInstance,
};

const char* const kLabStructures =
    "dict, OrderedDict, list, set, bytearray, str, deque, type, generator, code, and instances of "
    "classes that keep attributes";

const struct lab_structure* lab_structure_of(PyObject* object) {
  for (size_t i = 0; i < sizeof(structures) / sizeof(structures[0]); ++i) {
    if (structures[i]->fits(object)) return structures[i];
  }
  return NULL;
}
