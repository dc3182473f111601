// The name that the result of a call gets, read from the bytecode behind the call.
//
//   A = Lock()          CALL, STORE_NAME A          (STORE_GLOBAL, STORE_FAST, STORE_DEREF)
//   self.lock = Lock()  CALL, LOAD_FAST self, STORE_ATTR lock
//
//   3.11     PRECALL and CALL: a specialised PRECALL makes the whole call and skips its CALL
//   3.12     CALL alone
//   3.13     pairs in one instruction: STORE_FAST_LOAD_FAST, STORE_FAST_STORE_FAST (the first of the
//            two stores takes what is on top of the stack; oparg >> 4), LOAD_FAST_LOAD_FAST
//   3.14     LOAD_FAST_BORROW and its pairs
//
// EXTENDED_ARG before a store gives the upper bits of its oparg.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include <string.h>

#include "internal/pycore_code.h"  // _PyCode_CODE

#include "bindings/internals/bound_name.h"
#include "bindings/internals/opcode.h"

enum { kMostInstructions = 6, kUnit = (int)sizeof(_Py_CODEUNIT) };

static PyObject* item(PyObject* names, int index) {
  if (names == NULL || !PyTuple_Check(names) || index >= PyTuple_GET_SIZE(names)) return NULL;
  return PyTuple_GET_ITEM(names, index);
}

static bool passes_over(const char* name) {
  return strcmp(name, "CALL") == 0 || strcmp(name, "EXTENDED_ARG") == 0 ||
         strcmp(name, "LOAD_NAME") == 0 || strcmp(name, "LOAD_DEREF") == 0 ||
         (strncmp(name, "LOAD_FAST", 9) == 0 && strstr(name, "LOAD_FAST_LOAD") == NULL);
}

static PyObject* stored(PyCodeObject* code, const char* name, int argument) {
  if (strcmp(name, "STORE_NAME") == 0 || strcmp(name, "STORE_GLOBAL") == 0 ||
      strcmp(name, "STORE_ATTR") == 0) {
    return item(code->co_names, argument);
  }
  if (strcmp(name, "STORE_FAST_LOAD_FAST") == 0 || strcmp(name, "STORE_FAST_STORE_FAST") == 0)
    return item(code->co_localsplusnames, argument >> 4);
  if (strcmp(name, "STORE_FAST") == 0 || strcmp(name, "STORE_DEREF") == 0)
    return item(code->co_localsplusnames, argument);
  return NULL;
}

PyObject* lab_bound_name(PyCodeObject* code, const void* at) {
  const char* first = (const char*)_PyCode_CODE(code);
  const Py_ssize_t size = Py_SIZE(code) * kUnit;
  const Py_ssize_t inside = (const char*)at - first;
  if (inside < 0 || inside >= size) return NULL;
  int offset = lab_instruction_start(code, (int)inside);
  int extended = 0;
  for (int i = 0; i < kMostInstructions; ++i) {
    offset += kUnit * (1 + lab_opcode_caches(lab_base_opcode(code, offset)));
    if (offset >= size) return NULL;
    const char* name = lab_opcode_name(lab_base_opcode(code, offset));
    const int argument = extended | (unsigned char)first[offset + 1];
    PyObject* bound = stored(code, name, argument);
    if (bound != NULL) return PyUnicode_Check(bound) ? bound : NULL;
    if (!passes_over(name)) return NULL;
    extended = strcmp(name, "EXTENDED_ARG") == 0 ? argument << 8 : 0;
  }
  return NULL;
}
