#pragma once

#include <Python.h>

#include <cstdint>

#include "lab/record/writer.h"

// The ends of objects, in order. One hub for the process: the watch `deaths` (every object of a
// class with a __del__) and those of single objects share its hooks and its order.
//
//   death.finalizer      __del__ is about to be called
//   death.callback       the callback of a weak reference is about to be called
//   death.resurrection   __del__ is over and the object has not died
//   death.dealloc        its memory is about to be given back
//
//   each: object, type, address, by, order, file, code, line, offset, opcode

namespace lab::bindings {

struct DeathCounts {
  std::uint64_t events = 0;
  std::uint64_t nanoseconds = 0;
};

/// Begins to watch all objects whose class has a __del__ written in Python. With the GIL held.
/// @throws std::runtime_error when that is not possible
void begin_all_deaths(record::Writer& log);
void end_all_deaths() noexcept;

/// Begins to watch one object; holds no reference to it.
/// @param watch counts the events of this object, and stands for the watch in end_death
/// @returns how many callbacks of weak references are wrapped
/// @throws std::invalid_argument when it is watched already; std::runtime_error
std::int64_t begin_death(record::Writer& log, PyObject* object, std::uint64_t name,
                         std::uint64_t* watch);
void end_death(std::uint64_t* watch) noexcept;

/// Of all watches of deaths, since the first began.
DeathCounts death_counts() noexcept;

}  // namespace lab::bindings
