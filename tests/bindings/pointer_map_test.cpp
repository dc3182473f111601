#include "bindings/internals/pointer_map.h"

#include <doctest.h>

#include <map>
#include <random>

namespace {

const void* pointer(std::uint64_t number) {
  return reinterpret_cast<const void*>(number);
}

struct Map : lab_pointer_map {
  explicit Map(std::size_t expected) : lab_pointer_map{} {
    REQUIRE(lab_pointer_map_init(this, expected));
  }
  ~Map() { lab_pointer_map_free(this); }
  Map(const Map&) = delete;
  Map& operator=(const Map&) = delete;
};

}  // namespace

TEST_CASE("NewKeyStartsWithZero") {
  Map map(0);
  CHECK(lab_pointer_map_find(&map, pointer(16)) == nullptr);
  CHECK(*lab_pointer_map_at(&map, pointer(16)) == 0);
  CHECK(*lab_pointer_map_find(&map, pointer(16)) == 0);
}

TEST_CASE("AgainstStdMap") {
  Map map(0);
  std::map<std::uint64_t, std::uint64_t> oracle;
  std::mt19937_64 random(1);
  for (int i = 0; i < 200'000; ++i) {
    const std::uint64_t key = (random() % 30'000 + 1) * 16;
    ++*lab_pointer_map_at(&map, pointer(key));
    ++oracle[key];
  }
  CHECK(map.used == oracle.size());
  for (const auto& [key, count] : oracle)
    CHECK(*lab_pointer_map_find(&map, pointer(key)) == count);
  for (std::uint64_t key = 30'001; key < 60'000; ++key) {
    CHECK(lab_pointer_map_find(&map, pointer(key * 16)) == nullptr);
  }
}

TEST_CASE("NeverMoreThanHalfFull") {
  Map map(100);
  for (std::uint64_t key = 1; key <= 10'000; ++key) {
    lab_pointer_map_at(&map, pointer(key));
    CHECK(map.used * 2 <= map.mask + 1);
  }
}

TEST_CASE("KeysThatDifferInHighBitsOnly") {
  Map map(0);
  for (std::uint64_t key = 1; key <= 5000; ++key)
    *lab_pointer_map_at(&map, pointer(key << 32)) = key;
  for (std::uint64_t key = 1; key <= 5000; ++key) {
    CHECK(*lab_pointer_map_find(&map, pointer(key << 32)) == key);
  }
}
