// A generator, coroutine or asynchronous generator as a watched object.
// (generator.c has the struct's story)
//
//   frame-state      before → after in CPython's numbers; at: the new state in words, with the line
//                    where it is suspended

#include <Python.h>

#include <stdio.h>
#include <stdlib.h>

#include "bindings/internals/generator.h"
#include "bindings/internals/snapshot.h"

struct copy {
  int state;
};

static void* take(PyObject* object) {
  struct copy* copy = malloc(sizeof(*copy));
  if (copy != NULL) copy->state = lab_generator_state(object);
  return copy;
}

static bool same(PyObject* object, const void* kept) {
  return lab_generator_state(object) == ((const struct copy*)kept)->state;
}

static enum lab_compared compare(PyObject* object, void* kept, lab_change_sink sink, void* to) {
  struct copy* copy = kept;
  const int state = lab_generator_state(object);
  char text[kLabKeyText];
  if (lab_generator_is_suspended(state)) {
    snprintf(text, sizeof(text), "suspended at line %d", lab_generator_line(object));
  } else {
    snprintf(text, sizeof(text), "%s", lab_generator_state_name(state));
  }
  const struct lab_change change = {.change = "frame-state",
                                    .at = text,
                                    .before = lab_is(copy->state),
                                    .after = lab_is(state),
                                    .slot = kLabNoNumber,
                                    .entry = kLabNoNumber};
  copy->state = state;
  sink(to, &change);
  return kLabCompared;
}

const struct lab_structure kLabGenerator = {.name = "generator",
                                            .fits = lab_generator_fits,
                                            .take = take,
                                            .same = same,
                                            .compare = compare,
                                            .drop = free,
                                            .dies_whole = false};
