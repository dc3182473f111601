#include <doctest.h>

#include <limits>
#include <string>

#include "lab/record/value.h"

using namespace lab::record;

TEST_CASE("ValueAsALine") {
  CHECK(to_text(Value()) == "None");
  CHECK(to_text(true) == "True");
  CHECK(to_text(-3) == "-3");
  CHECK(to_text(std::uint64_t{3}) == "3");
  CHECK(to_text(1.0) == "1.0");
  CHECK(to_text(0.1) == "0.1");
  CHECK(to_text(1e300) == "1e+300");
  CHECK(to_text(-std::numeric_limits<double>::infinity()) == "-inf");
  CHECK(to_text(Address{0x7F00}) == "0x7f00");
  CHECK(to_text("a") == "\"a\"");
  CHECK(to_text(Bytes{std::string("a\0\"", 3)}) == "b\"a\\x00\\\"\"");
  CHECK(to_text(BigInt{"123"}) == "123");
  CHECK(to_text(Absent{"not here"}) == "absent (not here)");
  CHECK(to_text(List{1, 2}) == "[1, 2]");
  CHECK(to_text(List{}) == "[]");
  CHECK(to_text(Map{{"a", 1}, {"b", List{"x"}}}) == "{a: 1, b: [\"x\"]}");
}

TEST_CASE("LineIsCutAtTheLimit") {
  CHECK(to_text("abc", 5) == "\"abc\"");
  CHECK(to_text("abc", 4) == "\"ab…");
  CHECK(to_text("žžž", 4) == "\"žž…");
  CHECK(to_text("abc", 1) == "…");
  CHECK(to_text("abc", 0).empty());
  const List many(1'000'000, Value(1));
  CHECK(to_text(many, 8) == "[1, 1, …");
}

TEST_CASE("ControlCharactersDoNotReachTheTerminal") {
  CHECK(to_text("\x1b[31m\"\\\n\x7f") == "\"\\x1b[31m\\\"\\\\\\n\\x7f\"");
  CHECK(to_text("\u009b31m") == "\"\\x9b31m\"");
  CHECK(to_text("\xff") == "\"\uFFFD\"");
  CHECK(to_text(Absent{"\x1b]"}) == "absent (\uFFFD])");
  CHECK(to_text(Map{{"\r", 1}}) == "{\uFFFD: 1}");
}

TEST_CASE("FindInAMap") {
  const Value value = Map{{"a", 1}, {"b", 2}, {"a", 3}};
  REQUIRE(value.find("a") != nullptr);
  CHECK(*value.find("a") == Value(1));
  CHECK(value.find("c") == nullptr);
  CHECK(Value(List{1}).find("a") == nullptr);
}
