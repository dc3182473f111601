// A code object as a watched object: each specialisation of its instructions.
// (Include/cpython/code.h, co_code_adaptive; Python/specialize.c)
//
//   3.11         a warm code object is quickened: RESUME → RESUME_QUICK, LOAD_ATTR →
//                LOAD_ATTR_ADAPTIVE, LOAD_FAST LOAD_FAST → LOAD_FAST__LOAD_FAST; an adaptive
//                instruction then becomes what it meets, LOAD_ATTR_INSTANCE_VALUE say
//   3.12+        no adaptive forms: instructions with an inline cache count down in it
//   3.14+        some specialise at once, others after a back-off
//
//   specialise   an instruction has become a more special one. at: old → new name, before and
//                after: the opcodes, slot: the offset in bytes. The event's place is that instruction
//   despecialise it has gone back to the base
//   instrument   3.12+: an event of sys.monitoring stands there now
//
// The units of inline caches change all the time: only those where an instruction begins are looked
// at. When the code is compared at all is told in bindings/watch/object_points.h.

#include <Python.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/internals/opcode.h"
#include "bindings/internals/snapshot.h"

struct copy {
  int64_t units;
  uint8_t* starts;   // 1 where an instruction begins
  uint8_t* opcodes;  // 0 elsewhere
};

static const uint8_t* bytes_of(PyObject* code) {
  return (const uint8_t*)((PyCodeObject*)code)->co_code_adaptive;
}

static bool fits(PyObject* object) {
  return PyCode_Check(object);
}

static void drop(void* kept) {
  struct copy* copy = kept;
  free(copy->starts);
  free(copy->opcodes);
  free(copy);
}

static void* take(PyObject* object) {
  struct copy* copy = calloc(1, sizeof(*copy));
  if (copy == NULL) return NULL;
  copy->units = (int64_t)Py_SIZE(object);
  copy->starts = calloc((size_t)copy->units + 1, 1);
  copy->opcodes = calloc((size_t)copy->units + 1, 1);
  if (copy->starts == NULL || copy->opcodes == NULL) {
    drop(copy);
    return NULL;
  }
  for (int64_t i = 0; i < copy->units; ++i) {
    copy->starts[i] = lab_instruction_start((PyCodeObject*)object, 2 * (int)i) == 2 * (int)i;
    copy->opcodes[i] = bytes_of(object)[2 * i];
  }
  return copy;
}

static bool same(PyObject* object, const void* kept) {
  const struct copy* copy = kept;
  const uint8_t* bytes = bytes_of(object);
  for (int64_t i = 0; i < copy->units; ++i) {
    if (copy->starts[i] != 0 && bytes[2 * i] != copy->opcodes[i]) return false;
  }
  return true;
}

static void tell(PyObject* object, int64_t unit, int before, int after, lab_change_sink sink,
                 void* to) {
  char text[2 * kLabKeyText];
  snprintf(text, sizeof(text), "%s -> %s", lab_opcode_name(before), lab_opcode_name(after));
  const bool back = after == lab_base_opcode((PyCodeObject*)object, 2 * (int)unit);
  const bool events = strncmp(lab_opcode_name(after), "INSTRUMENTED_", 13) == 0;
  const struct lab_change change = {.change = events ? "instrument"
                                              : back ? "despecialise"
                                                     : "specialise",
                                    .at = text,
                                    .before = lab_is(before),
                                    .after = lab_is(after),
                                    .slot = 2 * unit,
                                    .entry = kLabNoNumber};
  sink(to, &change);
}

static enum lab_compared compare(PyObject* object, void* kept, lab_change_sink sink, void* to) {
  struct copy* copy = kept;
  for (int64_t i = 0; i < copy->units; ++i) {
    const uint8_t opcode = bytes_of(object)[2 * i];
    if (copy->starts[i] == 0 || opcode == copy->opcodes[i]) continue;
    tell(object, i, copy->opcodes[i], opcode, sink, to);
    copy->opcodes[i] = opcode;
  }
  return kLabCompared;
}

// In 3.11 the start of a traced function looks for pending calls again and again until there are
// none, before it goes on.
bool lab_pending_calls_block(void) {
#if PY_VERSION_HEX >= 0x030C0000
  return false;
#else
  return PyThreadState_Get()->cframe->use_tracing != 0;
#endif
}

const struct lab_structure kLabCode = {.name = "code",
                                       .fits = fits,
                                       .take = take,
                                       .same = same,
                                       .compare = compare,
                                       .drop = drop,
                                       .dies_whole = true};
