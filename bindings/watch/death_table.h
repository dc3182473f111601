#pragma once

#include <cstddef>
#include <cstdint>

namespace lab::bindings {

/// An object whose end is awaited, by the start of its block.
struct Mortal {
  const void* block = nullptr;  ///< null: a free place
  std::uint64_t address = 0;    ///< of the object
  std::uint64_t name = 0;       ///< text number: the name under which it is watched, or its type's
  std::uint64_t type = 0;       ///< text number of its type's name
  std::uint64_t* watch = nullptr;  ///< who watches it by name, counts events here; null: nobody
  bool pending = false;            ///< the collector has finalized it and may still take it apart
};

/// The mortals, in a hash table of its own memory: it is written where Python's may not be asked
/// for any. Open addressing, at most half full, deletion by moving the followers up, so that a
/// look-up ends at the first free place. With the GIL held only.
class DeathTable {
 public:
  ~DeathTable();

  Mortal* find(const void* block) noexcept;
  /// @returns where it stands; null without memory
  Mortal* add(const Mortal& mortal) noexcept;
  void remove(Mortal& mortal) noexcept;
  std::size_t size() const noexcept { return size_; }
  /// Calls each(mortal); each must neither add nor remove.
  template <typename Each>
  void for_each(Each each) noexcept {
    for (std::size_t at = 0; at < room_; ++at)
      if (places_[at].block != nullptr) each(places_[at]);
  }

 private:
  std::size_t home(const void* block) const noexcept;
  bool grow() noexcept;

  Mortal* places_ = nullptr;
  std::size_t room_ = 0;  ///< a power of two
  std::size_t size_ = 0;
};

}  // namespace lab::bindings
