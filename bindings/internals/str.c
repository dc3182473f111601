// The structs of str.  (Include/cpython/unicodeobject.h, Objects/unicodeobject.c; PEP 393)
//
//   PyASCIIObject, for str that is all ASCII        PyCompactUnicodeObject, for all others
//   0      16       24     32      40   (3.12+)     40            48       56
//   │ head │ length │ hash │ state │ characters…    │ utf8_length │ utf8 * │ characters…
//                                                                   └► a UTF-8 copy, once asked for
//   state: interned │ kind │ compact │ ascii │ …     hash: -1 until the first hash()
//
//   kind      1, 2 or 4 bytes a character: as many as the widest one needs
//   interned  0 not, 1 mortal, 2 immortal, 3 immortal and static (from 3.12)
//   not compact: str subclasses; the characters are in a block of their own
//
//   3.11   a word wstr after the state, and wstr_length after utf8: the wchar_t form that the old
//          PyUnicode_AS_UNICODE kept; so the characters begin 8 and 16 bytes later
//   3.12   both are gone (PEP 623). All interned str are immortal
//   3.13   interned str may be mortal again; statically_allocated is a bit of the state
//   3.14   the state is a named struct; interned has 16 bits in free-threaded builds
//
// Nothing here calls PyUnicode_AsUTF8: that would make the copy it is asked about.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include <assert.h>
#include <stddef.h>

#include "bindings/internals/str.h"

// When one of these fails, correct the drawing and the reader.
static_assert(offsetof(PyASCIIObject, hash) == 24, "the hash follows the length");
static_assert(offsetof(PyASCIIObject, state) == 32, "the state follows the hash");

struct lab_str_layout lab_str_read(PyObject* text) {
  const PyASCIIObject* head = (const PyASCIIObject*)text;
  struct lab_str_layout str = {.kind = (int)head->state.kind,
                               .ascii = head->state.ascii != 0,
                               .compact = head->state.compact != 0,
                               .length = (int64_t)head->length,
                               .hash = (int64_t)head->hash,
                               .interned = (int)head->state.interned};
  if (str.ascii && str.compact) {
    str.data = (uint64_t)(uintptr_t)(head + 1);
    str.utf8 = str.data;
    str.utf8_length = str.length;
  } else {
    const PyCompactUnicodeObject* compact = (const PyCompactUnicodeObject*)text;
    const void* apart = ((const PyUnicodeObject*)text)->data.any;
    str.data = (uint64_t)(uintptr_t)(str.compact ? (const void*)(compact + 1) : apart);
    str.utf8 = (uint64_t)(uintptr_t)compact->utf8;
    str.utf8_length = compact->utf8 == NULL ? 0 : (int64_t)compact->utf8_length;
  }
#if PY_VERSION_HEX >= 0x030C0000
  str.wstr = (struct lab_maybe){0, "no str keeps a wchar_t form from 3.12 (PEP 623)"};
#else
  str.wstr = (struct lab_maybe){(int64_t)(uintptr_t)head->wstr, NULL};
#endif
  return str;
}
