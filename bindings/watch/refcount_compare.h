#pragma once

namespace lab::bindings {

class RefcountWatch;

/// From now on RefcountWatch::compare is called after every instruction of every thread, and
/// on_memory_gone when pymalloc gives back the memory that the object lies in. With the GIL held.
/// @throws std::runtime_error when CPython has no room for it
void start_comparing(RefcountWatch& watch);
void stop_comparing(RefcountWatch& watch) noexcept;

/// While one of these lives, the instructions are listened to, so that start_comparing begins
/// nothing: for who calls it within a step.
class Comparing {
 public:
  Comparing();
  ~Comparing();
  Comparing(const Comparing&) = delete;
  Comparing& operator=(const Comparing&) = delete;
};

}  // namespace lab::bindings
