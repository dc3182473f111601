#include "bindings/watch/death_table.h"

#include <sys/mman.h>

namespace lab::bindings {
namespace {

constexpr std::size_t kFirstRoom = 1024;

Mortal* map_mortals(std::size_t room) noexcept {
  void* memory = ::mmap(nullptr, room * sizeof(Mortal), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<Mortal*>(memory);
}

}  // namespace

DeathTable::~DeathTable() {
  if (places_ != nullptr) ::munmap(places_, room_ * sizeof(Mortal));
}

std::size_t DeathTable::home(const void* block) const noexcept {
  const std::uint64_t key = reinterpret_cast<std::uintptr_t>(block) * 0x9e3779b97f4a7c15U;
  return static_cast<std::size_t>(key >> 20U) & (room_ - 1);
}

Mortal* DeathTable::find(const void* block) noexcept {
  if (size_ == 0) return nullptr;
  for (std::size_t at = home(block); places_[at].block != nullptr; at = (at + 1) & (room_ - 1))
    if (places_[at].block == block) return &places_[at];
  return nullptr;
}

bool DeathTable::grow() noexcept {
  const std::size_t room = room_ == 0 ? kFirstRoom : 2 * room_;
  Mortal* places = map_mortals(room);
  if (places == nullptr) return false;
  Mortal* old = places_;
  const std::size_t old_room = room_;
  places_ = places;
  room_ = room;
  size_ = 0;
  for (std::size_t at = 0; at < old_room; ++at)
    if (old[at].block != nullptr) add(old[at]);
  if (old != nullptr) ::munmap(old, old_room * sizeof(Mortal));
  return true;
}

Mortal* DeathTable::add(const Mortal& mortal) noexcept {
  if (2 * (size_ + 1) > room_ && !grow()) return nullptr;
  std::size_t at = home(mortal.block);
  while (places_[at].block != nullptr && places_[at].block != mortal.block)
    at = (at + 1) & (room_ - 1);
  if (places_[at].block == nullptr) ++size_;
  places_[at] = mortal;
  return &places_[at];
}

void DeathTable::remove(Mortal& mortal) noexcept {
  auto hole = static_cast<std::size_t>(&mortal - places_);
  for (std::size_t at = (hole + 1) & (room_ - 1); places_[at].block != nullptr;
       at = (at + 1) & (room_ - 1)) {
    const std::size_t wanted = home(places_[at].block);
    // It may move into the hole unless its home lies behind that.
    if (((at - wanted) & (room_ - 1)) < ((at - hole) & (room_ - 1))) continue;
    places_[hole] = places_[at];
    hole = at;
  }
  places_[hole] = Mortal{};
  --size_;
}

}  // namespace lab::bindings
