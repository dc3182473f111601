#pragma once

#include <Python.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The attributes of an instance that are kept as an array of values, without a dict's table: the
/// class has their names.
struct lab_instance_values {
  const char* where;  ///< "inline" (3.13+), "block" (3.11, 3.12); null: it has no such array
  uint64_t address;   ///< of the first value
  int64_t count;      ///< names that the class shares among its instances
};
struct lab_instance_values lab_instance_values_read(PyObject* object);

/// Name and value number `number`, borrowed; the value is null where this instance has none.
struct lab_instance_value {
  PyObject* name;
  PyObject* value;
};
/// @param number less than count
struct lab_instance_value lab_instance_value_read(PyObject* object, int64_t number);

/// The dict that holds the attributes; borrowed, null where none was made. Makes none.
PyObject* lab_instance_dict(PyObject* object);

#ifdef __cplusplus
}
#endif
