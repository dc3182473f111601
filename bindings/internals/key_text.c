// A key as text, read where it lies. str() and repr() would run code of the program for a subclass,
// and would allocate; exact str and int are the keys that nearly all dicts have.
//
//   int   3.11: ob_size is the number of digits with the sign; 3.12+: lv_tag. PyLong_AsLongLong
//         reads both and calls nothing for an exact int.

#include <Python.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bindings/internals/snapshot.h"

enum { kMostCharacters = 64 };

// Appends one character as repr writes it; what is not ASCII becomes an escape.
static int write_character(Py_UCS4 character, bool quoted, char* at, size_t room) {
  if (quoted && (character == '\'' || character == '\\')) {
    return snprintf(at, room, "\\%c", (char)character);
  }
  if (character == '\n') return snprintf(at, room, "\\n");
  if (character >= 0x20 && character < 0x7f) return snprintf(at, room, "%c", (char)character);
  if (character < 0x100) return snprintf(at, room, "\\x%02x", (unsigned)character);
  if (character < 0x10000) return snprintf(at, room, "\\u%04x", (unsigned)character);
  return snprintf(at, room, "\\U%08x", (unsigned)character);
}

static void write_str(PyObject* text, bool quoted, char out[kLabKeyText]) {
  const Py_ssize_t length = PyUnicode_GET_LENGTH(text);
  const int kind = PyUnicode_KIND(text);
  const void* data = PyUnicode_DATA(text);
  size_t used = 0;
  if (quoted) out[used++] = '\'';
  for (Py_ssize_t i = 0; i < length; ++i) {
    char character[16];
    const int size =
        write_character(PyUnicode_READ(kind, data, i), quoted, character, sizeof(character));
    if (used + (size_t)size + (quoted ? 1 : 0) > kMostCharacters) {
      memcpy(out + used, "...", 4);
      return;
    }
    memcpy(out + used, character, (size_t)size);
    used += (size_t)size;
  }
  if (quoted) out[used++] = '\'';
  out[used] = '\0';
}

static bool write_int(PyObject* number, char out[kLabKeyText]) {
  int overflow = 0;
  const long long value = PyLong_AsLongLongAndOverflow(number, &overflow);
  if (overflow != 0) return false;
  snprintf(out, kLabKeyText, "%lld", value);
  return true;
}

void lab_name_text(PyObject* name, char out[kLabKeyText]) {
  if (PyUnicode_CheckExact(name)) {
    write_str(name, false, out);
  } else {
    lab_key_text(name, out);
  }
}

void lab_key_text(PyObject* key, char out[kLabKeyText]) {
  if (PyUnicode_CheckExact(key)) return write_str(key, true, out);
  if (PyLong_CheckExact(key) && write_int(key, out)) return;
  if (key == Py_None) {
    memcpy(out, "None", 5);
  } else if (PyBool_Check(key)) {
    snprintf(out, kLabKeyText, "%s", key == Py_True ? "True" : "False");
  } else {
    snprintf(out, kLabKeyText, "<%.60s>", Py_TYPE(key)->tp_name);
  }
}
