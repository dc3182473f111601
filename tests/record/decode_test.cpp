#include <doctest.h>

#include <span>
#include <string>
#include <string_view>

#include "tests/record/temporary_log.h"

using namespace lab::record;
using lab::record::test::raw;
using lab::record::test::sized;

namespace {

std::optional<Value> decoded(std::string_view bytes) {
  return decode(std::as_bytes(std::span(bytes)));
}

std::string tag(Tag tag) {
  return {static_cast<char>(tag)};
}

Value nested(int depth) {
  Value value = List{};
  for (int i = 1; i < depth; ++i) {
    List outer;
    outer.push_back(std::move(value));
    value = std::move(outer);
  }
  return value;
}

int depth_of(const Value& value) {
  const List* list = value.get_if<List>();
  if (list == nullptr) return 0;
  return 1 + (list->empty() ? 0 : depth_of(list->front()));
}

}  // namespace

TEST_CASE("EveryPrefixOfAValueIsRefused") {
  const Value value =
      Map{{"a", List{1, 2.5, "text", None{}}}, {"b", Bytes{"xyz"}}, {"c", BigInt{"12"}}};
  const std::string bytes = encode(value);
  REQUIRE(decoded(bytes) == value);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CHECK_FALSE(decoded(std::string_view(bytes).substr(0, size)));
  CHECK_FALSE(decoded(bytes + '\0'));
}

TEST_CASE("HugeCounts") {
  const std::string most = raw(std::uint32_t{0xFFFFFFFF});
  for (Tag with : {Tag::text, Tag::bytes, Tag::big_int, Tag::absent, Tag::list, Tag::map})
    CHECK_FALSE(decoded(tag(with) + most + "some bytes"));
  // As many entries as bytes are there, and more than a value may have.
  CHECK_FALSE(decoded(tag(Tag::list) + raw(kMaxValues + 1) + std::string(kMaxValues + 1, '\0')));
  CHECK(decoded(tag(Tag::list) + raw(kMaxValues) + std::string(kMaxValues, '\0')));
}

TEST_CASE("HugeCountsWithinEachOther") {
  // Each list promises what is left: together they would make 64 times as many.
  std::string bytes;
  for (int i = 0; i < 60; ++i)
    bytes += tag(Tag::list) + raw(std::uint32_t{900'000});
  CHECK_FALSE(decoded(bytes + std::string(1'000'000, '\0')));
}

TEST_CASE("DeepNesting") {
  CHECK(decoded(encode(nested(kMaxDepth))) == nested(kMaxDepth));
  // Deeper, the writer says what it left out, and the reader refuses what no writer makes.
  auto cut = decoded(encode(nested(kMaxDepth + 10)));
  REQUIRE(cut);
  CHECK(depth_of(*cut) == kMaxDepth);
  std::string bytes;
  for (int i = 0; i < 1'000'000; ++i)
    bytes += tag(Tag::list) + raw(std::uint32_t{1});
  CHECK_FALSE(decoded(bytes + '\0'));
}

TEST_CASE("TooManyValuesAreSaidToBe") {
  const List many(kMaxValues + 1, Value(1));
  auto said = decoded(encode(Map{{"many", many}, {"one", 1}}));
  REQUIRE(said);
  REQUIRE(said->find("many") != nullptr);
  CHECK(said->find("many")->is<Absent>());
  CHECK(*said->find("one") == Value(1));
}

TEST_CASE("InvalidUtf8") {
  auto text = [](std::string_view bytes) {
    auto value = decoded(tag(Tag::text) + sized(bytes));
    REQUIRE(value);
    return *value->get_if<std::string>();
  };
  CHECK(text("pl\xC3\xA1n \xF0\x9F\x90\x8D") == "plán \U0001F40D");
  CHECK(text("a\xFFz") == "a\uFFFDz");
  CHECK(text("\xC3") == "\uFFFD");                      // cut off
  CHECK(text("\xE2\x82z") == "\uFFFDz");                // one for the two that belong together
  CHECK(text("\xC0\xAF") == "\uFFFD\uFFFD");            // overlong
  CHECK(text("\xED\xB2\x80") == "\uFFFD\uFFFD\uFFFD");  // a surrogate, as surrogateescape makes
  CHECK(text("\xF4\x90\x80\x80") == "\uFFFD\uFFFD\uFFFD\uFFFD");  // above U+10FFFF
  CHECK(text("\x80") == "\uFFFD");
  CHECK(decoded(tag(Tag::map) + raw(1U) + sized("\xFF") + '\0') == Map{{"\uFFFD", None{}}});
  CHECK(decoded(tag(Tag::absent) + sized("\xFF")) == Absent{"\uFFFD"});
  CHECK(decoded(tag(Tag::bytes) + sized("\xFF")) == Bytes{"\xFF"});
}

TEST_CASE("WhatIsNoNumberIsNoBigInt") {
  for (std::string_view digits : {"", "-", "+1", "1 ", "0x1", "1_0", "--1"})
    CHECK_FALSE(decoded(tag(Tag::big_int) + sized(digits)));
  CHECK(decoded(tag(Tag::big_int) + sized("-10")) == BigInt{"-10"});
}

TEST_CASE("UnknownTag") {
  for (int byte = 13; byte < 256; ++byte)
    CHECK_FALSE(decoded(std::string(1, static_cast<char>(byte)) + std::string(16, '\0')));
}
