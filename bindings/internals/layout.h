#pragma once

#include <Python.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lab_field_kind { kLabSigned, kLabUnsigned, kLabAddress, kLabReal, kLabBytes };

/// One field of an object, read. The texts are static or belong to the object's type.
struct lab_field {
  int32_t offset;  ///< from the object's address; what lies before it is negative
  uint32_t size;   ///< bytes
  const char* name;
  const char* type;  ///< as in CPython's source
  enum lab_field_kind kind;
  uint64_t value;  ///< sign-extended when signed, the bits when real; not set for kLabBytes
};

enum { kLabMostFields = 96 };

/// The fields in order of their offsets.
struct lab_layout {
  struct lab_field fields[kLabMostFields];
  int count;
  bool cut;  ///< the object has more fields than there is room for
};
void lab_layout_read(PyObject* object, struct lab_layout* layout);

/// A row of the tables that describe the built-in types (layout_types.c).
struct lab_field_row {
  int32_t offset;
  uint32_t size;
  const char* name;
  const char* type;
  enum lab_field_kind kind;
};
/// The rows of the object's own part, behind the head, when its type is or derives from one of
/// those that are described; null otherwise. `count` receives their number.
const struct lab_field_row* lab_builtin_rows(PyObject* object, int* count);

#ifdef __cplusplus
}
#endif
