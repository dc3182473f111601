// Which globals a code object binds, read from its instructions.  (Lib/opcode.py, Lib/dis.py)
//
//   3.11   STORE_NAME 90, STORE_GLOBAL 97: co_names[oparg]; EXTENDED_ARG 144 before the instruction
//          gives the higher bits. Inline caches follow instructions that are neither, as zeros until
//          they are used; PyCode_GetCode gives them as zeros always
//   3.12+  dict watchers tell who changes the globals, see dict_guard.c

#include <Python.h>

#include "bindings/internals/stored_names.h"

#if PY_VERSION_HEX < 0x030C0000

enum { kStoreName = 90, kStoreGlobal = 97, kExtendedArgument = 144 };

bool lab_stored_names(PyCodeObject* code, lab_stored_name visit, void* about) {
  PyObject* bytes = PyCode_GetCode(code);
  if (bytes == NULL) {
    PyErr_Clear();
    return false;
  }
  const unsigned char* at = (const unsigned char*)PyBytes_AS_STRING(bytes);
  const Py_ssize_t size = PyBytes_GET_SIZE(bytes);
  unsigned argument = 0;
  for (Py_ssize_t here = 0; here + 1 < size; here += 2) {
    argument = argument << 8U | at[here + 1];
    if (at[here] == kExtendedArgument) continue;
    const bool stores = at[here] == kStoreName || at[here] == kStoreGlobal;
    if (stores && (Py_ssize_t)argument < PyTuple_GET_SIZE(code->co_names)) {
      visit(PyTuple_GET_ITEM(code->co_names, argument), about);
    }
    argument = 0;
  }
  Py_DECREF(bytes);
  return true;
}

#else

bool lab_stored_names(PyCodeObject* code, lab_stored_name visit, void* about) {
  (void)code;
  (void)visit;
  (void)about;
  return false;
}

#endif
