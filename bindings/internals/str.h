#pragma once

#include <Python.h>
#include <stdbool.h>

#include "bindings/internals/maybe.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lab_str_layout {
  int kind;  ///< bytes a character: 1, 2, 4
  bool ascii;
  bool compact;  ///< the characters follow the struct in one block
  int64_t length;
  int64_t hash;   ///< -1: not computed yet
  int interned;   ///< SSTATE_*: 0 not, 1 mortal, 2 immortal, 3 immortal and static (3.12+)
  uint64_t data;  ///< address of the characters
  uint64_t utf8;  ///< address of the UTF-8 form; 0: none kept. The characters themselves if ascii
  int64_t utf8_length;
  struct lab_maybe wstr;  ///< address of the wchar_t form, 0: none kept
};
/// @param text an object of which PyUnicode_Check holds
struct lab_str_layout lab_str_read(PyObject* text);

#ifdef __cplusplus
}
#endif
