// What the instruction CALL calls, read from the instructions before it.  (Python/compile.c, from
// 3.13 Python/codegen.c too; dis)
//
//   3.11          PUSH_NULL  <callable>            <arguments>  [KW_NAMES]  PRECALL n  CALL n
//                 LOAD_METHOD                      …            both may be the one that runs
//   3.12          PUSH_NULL  <callable>            <arguments>  [KW_NAMES]  CALL n
//                 LOAD_ATTR with its low bit set: a method and its object
//   3.13 –        <callable>  PUSH_NULL            <arguments>  CALL n
//                                                  <arguments>  <names>  CALL_KW n
//   LOAD_GLOBAL with its low bit set pushes the NULL too, in every version.
//
// So two words lie under the arguments, whatever is called:
//
//        slot   slot + 1 │ slot + 2 …
//        callable, NULL  │ the arguments           before the call the stack ends here
//
// Walking back from the call by what each instruction does to the height of the stack, the one that
// completes the two words is the first before which the stack was lower than slot + 2. It and the
// attributes around it are the name. Nothing between it and the call may bring the stack back to
// slot + 2: then the callable was computed, x[0](1). A jump on the way (f(a if b else c)) ends the
// search: the instructions in a row are not the ones that were executed.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include <opcode.h>
#include <string.h>

#include "bindings/internals/called_name.h"
#include "bindings/internals/opcode.h"
#include "bindings/internals/snapshot.h"

enum { kMostSteps = 96, kMostInstructions = 1 << 20, kUnit = sizeof(uint16_t) };

struct step {
  int opcode;
  int oparg;
};

/// The instructions up to one, the last kMostSteps of them.
struct steps {
  struct step step[kMostSteps];
  int count;
};

static bool is_named(int opcode, const char* name) {
  return strcmp(lab_opcode_name(opcode), name) == 0;
}

static void append_step(struct steps* steps, struct step step) {
  if (steps->count == kMostSteps) {
    memmove(steps->step, steps->step + kMostSteps / 2, sizeof(steps->step) / 2);
    steps->count = kMostSteps / 2;
  }
  steps->step[steps->count++] = step;
}

static void read_steps(PyCodeObject* code, int last, struct steps* steps) {
  steps->count = 0;
  int extended = 0;
  int offset = 0;
  for (int i = 0; offset <= last && i < kMostInstructions; ++i) {
    const int opcode = lab_base_opcode(code, offset);
    const int oparg = extended << 8 | (unsigned char)code->co_code_adaptive[offset + 1];
    const bool prefix = opcode == EXTENDED_ARG;
    extended = prefix ? oparg : 0;
    if (!prefix) append_step(steps, (struct step){opcode, oparg});
    offset += kUnit * (1 + lab_opcode_caches(opcode));
  }
}

/// How many words of the stack a call takes, the callable and NULL among them; 0: it is no call.
static int words_of_call(struct step step) {
  if (is_named(step.opcode, "CALL") || is_named(step.opcode, "PRECALL")) return step.oparg + 2;
  if (is_named(step.opcode, "CALL_KW")) return step.oparg + 3;
#if PY_VERSION_HEX >= 0x030E0000
  if (step.opcode == CALL_FUNCTION_EX) return 4;
#else
  if (step.opcode == CALL_FUNCTION_EX) return 3 + (step.oparg & 1);
#endif
  return 0;
}

static bool leads_elsewhere(int opcode) {
  const char* name = lab_opcode_name(opcode);
  return strstr(name, "JUMP") != NULL || strncmp(name, "FOR_", 4) == 0 ||
         strncmp(name, "SEND", 4) == 0 || strncmp(name, "SWAP", 4) == 0;
}

static bool is_attribute(struct step step) {
  return step.opcode == LOAD_ATTR || is_named(step.opcode, "LOAD_METHOD");
}

/// The instruction that completes the callable; -1 when there is none to be found.
static int callable_before(const struct steps* steps) {
  int at = steps->count - 1;
  const int words = words_of_call(steps->step[at]);
  if (words == 0) return -1;
  if (at > 0 && is_named(steps->step[at - 1].opcode, "PRECALL")) --at;
  const int complete = 2 - words;  // heights are counted from the call: 0 right before it
  int height = 0;
  bool computed = false;
  while (--at >= 0) {
    const struct step step = steps->step[at];
    const int effect = PyCompile_OpcodeStackEffect(step.opcode, step.oparg);
    if (effect == PY_INVALID_STACK_EFFECT || leads_elsewhere(step.opcode)) return -1;
    // super().f takes three words and leaves the two.
    const bool of_super = height == complete && is_named(step.opcode, "LOAD_SUPER_ATTR");
    if (of_super || height - effect < complete) return computed ? -1 : at;
    const bool neutral = is_named(step.opcode, "KW_NAMES") || is_named(step.opcode, "NOP");
    // An attribute may follow the instruction that completes: then it belongs to the name.
    if (height <= complete && !neutral && !is_attribute(step)) computed = true;
    height -= effect;
  }
  return -1;
}

static PyObject* item_of(PyObject* tuple, int index) {
  return index >= 0 && index < PyTuple_GET_SIZE(tuple) ? PyTuple_GET_ITEM(tuple, index) : NULL;
}

/// The name that an instruction takes the callable, or the object in front of it, by; null: none.
static PyObject* name_of(PyCodeObject* code, struct step step) {
  const char* name = lab_opcode_name(step.opcode);
  if (step.opcode == LOAD_GLOBAL) return item_of(code->co_names, step.oparg >> 1);
  if (strcmp(name, "LOAD_NAME") == 0 || strcmp(name, "LOAD_FROM_DICT_OR_GLOBALS") == 0)
    return item_of(code->co_names, step.oparg);
  if (strcmp(name, "LOAD_SUPER_ATTR") == 0) return item_of(code->co_names, step.oparg >> 2);
  if (strcmp(name, "LOAD_FAST_LOAD_FAST") == 0 || strcmp(name, "STORE_FAST_LOAD_FAST") == 0)
    return item_of(code->co_localsplusnames, step.oparg & 15);
  if (strncmp(name, "LOAD_FAST", 9) == 0 || strcmp(name, "LOAD_DEREF") == 0 ||
      strcmp(name, "LOAD_CLASSDEREF") == 0 || strcmp(name, "LOAD_FROM_DICT_OR_DEREF") == 0)
    return item_of(code->co_localsplusnames, step.oparg);
  return NULL;
}

static PyObject* attribute_of(PyCodeObject* code, struct step step) {
#if PY_VERSION_HEX >= 0x030C0000
  return item_of(code->co_names, step.oparg >> 1);
#else
  return item_of(code->co_names, step.oparg);
#endif
}

/// @returns the new length
static int put_name(char* out, int length, PyObject* name) {
  char text[kLabKeyText];
  if (name == NULL || !PyUnicode_Check(name)) return length;
  lab_name_text(name, text);
  const int size = (int)strlen(text);
  const int point = length > 0;
  if (length + point + size >= kLabCalledName) return length;
  if (point) out[length] = '.';
  memcpy(out + length + point, text, (size_t)size);
  return length + point + size;
}

int lab_called_name(PyCodeObject* code, int offset, char name[kLabCalledName]) {
  struct steps steps;
  read_steps(code, offset, &steps);
  const int complete = callable_before(&steps);
  if (complete < 0) return 0;
  int first = complete;
  if (is_named(steps.step[first].opcode, "PUSH_NULL")) --first;
  while (first > 0 && is_attribute(steps.step[first]))
    --first;
  if (first < 0) return 0;
  int length = put_name(name, 0, name_of(code, steps.step[first]));
  for (int at = first + (is_attribute(steps.step[first]) ? 0 : 1);
       at < steps.count && is_attribute(steps.step[at]); ++at)
    length = put_name(name, length, attribute_of(code, steps.step[at]));
  return length;
}
