#include <doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>

#include "lab/explain/changes.h"
#include "lab/explain/explain.h"

using lab::explain::explain;
using lab::explain::find_change;
using lab::record::Absent;
using lab::record::Event;
using lab::record::Map;
using lab::record::Record;

namespace {

std::string sentence(Map fields) {
  Record record;
  record.body = Event{"object.change", std::move(fields)};
  return explain(record, "3.12.1").sentence;
}

std::string text_of(const std::string& file) {
  std::ifstream in(std::filesystem::path(LAB_SOURCE_DIR) / "bindings/internals" / file);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The changes that a source names: `tell(…, "insert", …)`, `.change = "version"`, and the words
/// that are chosen between, as in `then == 1 ? "pop" : "clear"`.
std::set<std::string> named_in(const std::string& file) {
  std::set<std::string> names;
  const std::string text = text_of(file);
  const std::regex word(
      R"re(((?:tell\w*\([^;]*?|\.change = |\? |: |return |name = ))"([a-z][a-z0-9-]+)")re");
  for (std::sregex_iterator at(text.begin(), text.end(), word), end; at != end; ++at)
    names.insert((*at)[2]);
  return names;
}

}  // namespace

TEST_CASE("EveryChangeThatTheSourcesNameHasASentence") {
  const std::map<std::string, std::string> files = {{"dict_changes.c", "dict"},
                                                    {"dict_rebuilt.c", "dict"},
                                                    {"snapshot_ordered_dict.c", "OrderedDict"},
                                                    {"snapshot_instance.c", "instance"},
                                                    {"snapshot_type.c", "type"},
                                                    {"snapshot_list.c", "list"},
                                                    {"snapshot_set.c", "set"},
                                                    {"snapshot_bytearray.c", "bytearray"},
                                                    {"snapshot_str.c", "str"},
                                                    {"snapshot_deque.c", "deque"},
                                                    {"snapshot_generator.c", "generator"},
                                                    {"snapshot_code.c", "code"}};
  const std::set<std::string> no_change = {"left", "right", "both"};  // the ends of a deque
  std::size_t changes = 0;
  for (const auto& [file, structure] : files) {
    const std::set<std::string> names = named_in(file);
    CHECK_MESSAGE(!names.empty(), file);
    for (const std::string& name : names) {
      if (name == structure || no_change.contains(name)) continue;
      CHECK_MESSAGE(find_change(structure, name) != nullptr, structure << " " << name);
      ++changes;
    }
  }
  CHECK(changes >= 45);
}

TEST_CASE("AnAttributeOfAClassIsOneOfItsNamespace") {
  CHECK(sentence({{"object", "C"},
                  {"change", "insert"},
                  {"structure", "type"},
                  {"at", "'f'"},
                  {"before", 4},
                  {"after", 5},
                  {"slot", 3},
                  {"opcode", "STORE_ATTR"}}) ==
        "`STORE_ATTR` put the key 'f' into the namespace of C: 4 → 5 keys.");
}

TEST_CASE("AnAttributeOfAnInstanceWithAndWithoutADict") {
  Map fields = {{"object", "c"}, {"change", "insert"}, {"structure", "instance"}, {"at", "x"},
                {"before", 0},   {"after", 1},         {"opcode", "STORE_ATTR"}};
  CHECK(sentence(fields) == "`STORE_ATTR` gave c the attribute x.");
  fields.emplace_back("slot", 2);
  CHECK(sentence(fields) == "`STORE_ATTR` put the key x into the dict of c: 0 → 1 keys.");
}

TEST_CASE("AListThatIsSortedIsEmptyForAsLong") {
  CHECK(sentence({{"object", "l"}, {"change", "sort"}, {"structure", "list"}}) ==
        "C code took the items out of l for as long as it is being sorted.");
  CHECK(sentence({{"object", "l"},
                  {"change", "resize"},
                  {"structure", "list"},
                  {"before", -1},
                  {"after", 8}}) ==
        "C code gave l its items back, 8 of them have room: the sort has ended.");
}

TEST_CASE("WhatTheKeyWasIsNotKnownAnyMore") {
  CHECK(sentence({{"object", "s"},
                  {"change", "delete"},
                  {"structure", "set"},
                  {"at", Absent{"says nothing for this change"}},
                  {"before", 2},
                  {"after", 1}}) ==
        "C code took the element (its text was not kept) out of s: 2 → 1 elements.");
}

TEST_CASE("TextOfAStrangerIsNoFormat") {
  CHECK(sentence({{"object", "{at}"},
                  {"change", "insert"},
                  {"structure", "dict"},
                  {"at", "{0}{object}"},
                  {"before", 0},
                  {"after", 1}}) == "C code put the key {0}{object} into {at}: 0 → 1 keys.");
}

TEST_CASE("AChangeThatNobodyKnowsIsToldByItsName") {
  CHECK(sentence({{"object", "d"}, {"change", "melt"}, {"structure", "dict"}, {"at", "3"}}) ==
        "C code changed d: melt 3.");
  CHECK(sentence({{"object", "d"}, {"change", "insert"}, {"at", "3"}}) ==
        "C code changed d: insert 3.");
}
