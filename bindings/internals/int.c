// PyLongObject: sign and magnitude, the magnitude in digits of 30 bits, least significant first.
// (Include/cpython/longintrepr.h, Objects/longobject.c, Include/internal/pycore_global_objects.h)
//
//   3.11     0       16                24
//            │ head  │ ob_size         │ ob_digit[0] │ ob_digit[1] │ …    4 bytes each
//                      digits, negative for a negative number
//
//   3.12+    0       16                24
//            │ head  │ lv_tag          │ ob_digit[0] │ ob_digit[1] │ …
//                      digits << 3 │ · │ sign: 0 plus, 1 zero, 2 minus
//            An int of at most one digit is called compact: its value is (1 - sign) * ob_digit[0].
//   3.14+    bit 2 of lv_tag marks the small ints
//
// Zero has no digit in use, but ob_digit[0] is there and 0.
//
// The ints from -5 to 256 exist once, in an array of the runtime: 3.11 _PyRuntime.global_objects,
// 3.12+ _PyRuntime.static_objects; 3.15 has them up to 1024. From 3.12 they are immortal.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include "internal/pycore_long.h"     // _PyLong_SMALL_INTS, _PyLong_NON_SIZE_BITS
#include "internal/pycore_runtime.h"  // _PyRuntime: the array of small ints

#include <assert.h>

#include "bindings/internals/int.h"

// When this fails, digits are 15 bits wide (a build option): make the pointer's type `digit`.
static_assert(sizeof(digit) == sizeof(uint32_t), "a digit is 32 bits wide, 30 of them in use");

enum { kSmallInts = _PY_NSMALLNEGINTS + _PY_NSMALLPOSINTS };

static bool is_small(const PyLongObject* number) {
  const PyLongObject* small = (const PyLongObject*)_PyLong_SMALL_INTS;
  return number >= small && number < small + kSmallInts;
}

struct lab_int_layout lab_int_read(PyObject* object) {
  const PyLongObject* number = (const PyLongObject*)object;
#if PY_VERSION_HEX >= 0x030C0000
  const uintptr_t tag = number->long_value.lv_tag;
  const int64_t count = (int64_t)(tag >> _PyLong_NON_SIZE_BITS);
  return (struct lab_int_layout){.sign = 1 - (int)(tag & 3),
                                 .count = count,
                                 .digits = number->long_value.ob_digit,
                                 .bits = PyLong_SHIFT,
                                 .compact = {count <= 1 ? 1 : 0, NULL},
                                 .tag = {(int64_t)tag, NULL},
                                 .small = is_small(number)};
#else
  static const char kReason[] =
      "an int has ob_size before 3.12, and no form that is called compact";
  const int64_t size = (int64_t)Py_SIZE(number);
  return (struct lab_int_layout){.sign = size > 0   ? 1
                                         : size < 0 ? -1
                                                    : 0,
                                 .count = size < 0 ? -size : size,
                                 .digits = number->ob_digit,
                                 .bits = PyLong_SHIFT,
                                 .compact = {0, kReason},
                                 .tag = {0, kReason},
                                 .small = is_small(number)};
#endif
}

struct lab_small_range lab_small_range_read(void) {
  return (struct lab_small_range){-_PY_NSMALLNEGINTS, _PY_NSMALLPOSINTS - 1};
}
