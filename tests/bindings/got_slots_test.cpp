#include "bindings/watch/got_slots.h"

#include <dlfcn.h>
#include <doctest.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

using lab::bindings::got_slots;
using lab::bindings::GotExchange;

namespace {

constexpr int kNoProcess = -17;

int (*real_getppid)() = nullptr;
int calls = 0;

int our_getppid() {
  ++calls;
  return kNoProcess;
}

/// Of another module than this program.
const void* inside_the_c_library() {
  return ::dlsym(RTLD_DEFAULT, "qsort");
}

GotExchange exchange_of(const char* name) {
  return GotExchange(
      reinterpret_cast<const void*>(our_getppid),
      {{name, reinterpret_cast<void*>(our_getppid), reinterpret_cast<void**>(&real_getppid)}});
}

/// Through the table, whatever the compiler knows.
[[gnu::noinline]] int asks() {
  return ::getppid();
}

}  // namespace

TEST_CASE("a call goes where the slot leads, while it is exchanged") {
  const int parent = asks();
  auto slots = got_slots(reinterpret_cast<const void*>(our_getppid), "getppid");
  REQUIRE(!slots.empty());
  void* const before = *slots[0].address;
  calls = 0;
  {
    GotExchange exchange = exchange_of("getppid");
    CHECK(asks() == parent);
    CHECK(real_getppid() == parent);
    exchange.exchange();
    CHECK(asks() == kNoProcess);
    CHECK(real_getppid() == parent);
    CHECK(calls == 1);
    exchange.take_back();
    CHECK(asks() == parent);
    exchange.exchange();
    CHECK(asks() == kNoProcess);
  }
  CHECK(asks() == parent);
  CHECK(*slots[0].address == before);
}

TEST_CASE("another's exchange made meanwhile is left alone") {
  static int (*const other)() = [] { return 5; };
  auto slots = got_slots(reinterpret_cast<const void*>(our_getppid), "getppid");
  REQUIRE(slots.size() == 1);
  if (slots[0].read_only) return;  // cannot be written here without mprotect
  void* const before = *slots[0].address;
  {
    GotExchange exchange = exchange_of("getppid");
    exchange.exchange();
    *slots[0].address = reinterpret_cast<void*>(other);
  }
  CHECK(asks() == 5);
  *slots[0].address = before;
}

TEST_CASE("a function that the module does not call has no slot") {
  CHECK(got_slots(reinterpret_cast<const void*>(our_getppid), "lab_no_such_function").empty());
  CHECK(got_slots(inside_the_c_library(), "getppid").empty());
}

TEST_CASE("an address in no module has no slots") {
  static int here = 0;
  const int on_stack = 0;
  CHECK(got_slots(&on_stack, "getppid").empty());
  CHECK(got_slots(nullptr, "getppid").empty());
  CHECK(!got_slots(&here, "getppid").empty());
}

TEST_CASE("an exchange that cannot be made says which function") {
  try {
    exchange_of("lab_no_such_function");
    FAIL("it was accepted");
  } catch (const std::runtime_error& error) {
    CHECK(std::string(error.what()).find("lab_no_such_function") != std::string::npos);
  }
}
