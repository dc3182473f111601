#include "lab/explain/changes.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lab::explain {
namespace {

// In the order of bindings/internals/snapshot_*.c, where the words are defined.
constexpr Change kChanges[] = {
    {"dict", "insert", "put the key {at} into {object}: {before} → {after} keys", "key inserted"},
    {"dict", "update", "gave the key {at} of {object} another value", "value exchanged"},
    {"dict", "delete", "took the key {at} out of {object}: {before} → {after} keys", "key deleted"},
    {"dict", "dummy",
     "left a dummy in slot {slot} of {object}, so that probes for other keys go on past it",
     "slot turned dummy"},
    {"dict", "free", "left slot {slot} of {object} free", "slot freed"},
    {"dict", "move", "has slot {slot} of {object} lead to the key {at} now, entry {entry}",
     "key in another slot"},
    {"dict", "clear", "emptied {object}: {before} → {after} keys", "emptied"},
    {"dict", "unset",
     "took the value of {at} out of {object}: {before} → {after} keys; the key stays in the table "
     "that the instances of a class share",
     "value gone"},
    {"dict", "share",
     "had the key {at} come into the table that {object} shares with others of its class; {object} "
     "has no value for it",
     "shared key added"},
    {"dict", "split-to-combined",
     "gave {object} a table of its own: until now it shared its keys with others of its class",
     "table no longer shared"},
    {"dict", "unicode-to-general",
     "gave {object} a table that keeps the hash of each key beside it, since not all keys are str",
     "table for any keys"},
    {"dict", "resize",
     "gave {object} another index table: {before} → {after} slots; each key finds its slot anew",
     "resized"},

    {"OrderedDict", "order", "moved the key {at} to an end of the order of {object}",
     "order changed"},

    {"instance", "insert", "gave {object} the attribute {at}", "attribute added"},
    {"instance", "update", "gave the attribute {at} of {object} another value",
     "attribute exchanged"},
    {"instance", "delete", "deleted the attribute {at} of {object}", "attribute deleted"},
    {"instance", "inline-to-dict",
     "had a dict made for {object}: until now its attributes needed none", "dict made"},
    {"instance", "dict", "gave {object} another dict as its `__dict__`", "another dict"},

    {"type", "version",
     "changed the version tag of {object}: {before} → {after}; instructions that were specialised "
     "for the old one have to look again (0: no tag)",
     "version tag changed"},

    {"list", "append", "appended an item to {object}: length {before} → {after}", "item appended"},
    {"list", "insert", "inserted at index {at} of {object}: length {before} → {after}",
     "item inserted"},
    {"list", "extend", "extended {object}: length {before} → {after}", "extended"},
    {"list", "pop", "took the last item out of {object}: length {before} → {after}", "item popped"},
    {"list", "delete", "took items out of {object} at index {at}: length {before} → {after}",
     "items deleted"},
    {"list", "clear", "emptied {object}: length {before} → {after}", "emptied"},
    {"list", "set", "put another object at index {at} of {object}", "item exchanged"},
    {"list", "reorder", "put other objects at {after} places of {object}, from index {at} on",
     "items in another order"},
    {"list", "sort", "took the items out of {object} for as long as it is being sorted",
     "sort begins"},
    {"list", "sorted",
     "gave {object} its items back, {after} of them have room: the sort has ended", "sort ends"},
    {"list", "resize", "changed the room of {object}: {before} → {after} items have room",
     "resized"},
    {"list", "move", "moved the items of {object} to another address", "moved in memory"},

    {"set", "insert",
     "put the element {at} into {object}, in slot {slot}: {before} → {after} elements",
     "element added"},
    {"set", "delete", "took the element {at} out of {object}: {before} → {after} elements",
     "element removed"},
    {"set", "dummy",
     "left a dummy in slot {slot} of {object}, so that probes for other elements go on past it",
     "slot turned dummy"},
    {"set", "resize",
     "gave {object} another table: {before} → {after} slots; each element finds its slot anew",
     "resized"},
    {"set", "clear", "emptied {object}: {before} → {after} elements", "emptied"},

    {"bytearray", "resize", "changed the block of {object}: {before} → {after} bytes", "resized"},
    {"bytearray", "move", "moved the bytes of {object} to another address", "moved in memory"},
    {"bytearray", "start",
     "had {object} begin further on in its block: {before} → {after} bytes are skipped at the "
     "front, none is moved",
     "front skipped"},
    {"bytearray", "length", "changed the length of {object}: {before} → {after}", "length changed"},
    {"bytearray", "set", "set the byte at index {at} of {object}", "byte set"},
    {"bytearray", "export",
     "changed how many buffers of {object} are lent out: {before} → {after}; while there are any, "
     "its size cannot change",
     "buffer lent"},

    {"str", "hash", "computed the hash of {object}, which is kept from now on: {after}",
     "hash computed"},
    {"str", "intern",
     "interned {object}: {before} → {after} (0 not, 1 mortal, 2 immortal, 3 static)", "interned"},
    {"str", "utf8", "had the UTF-8 form of {object} kept beside it: {after} bytes", "UTF-8 kept"},
    {"str", "resize", "changed {object} in place, its only owner: length {before} → {after}",
     "resized in place"},

    {"deque", "append", "appended to {object}: length {before} → {after}", "item appended"},
    {"deque", "appendleft", "put an item at the left of {object}: length {before} → {after}",
     "item put at the left"},
    {"deque", "pop", "took the last item out of {object}: length {before} → {after}",
     "item popped"},
    {"deque", "popleft", "took the first item out of {object}: length {before} → {after}",
     "item popped at the left"},
    {"deque", "extend", "extended {object}: length {before} → {after}", "extended"},
    {"deque", "extendleft", "extended {object} at the left: length {before} → {after}",
     "extended at the left"},
    {"deque", "delete", "took items out of {object}: length {before} → {after}", "items deleted"},
    {"deque", "clear", "emptied {object}: length {before} → {after}", "emptied"},
    {"deque", "shift", "moved both ends of {object} the same way; its length is {after} as before",
     "both ends moved"},
    {"deque", "block",
     "changed how many blocks of 64 items {object} has: {before} → {after} ({at})",
     "blocks changed"},

    {"generator", "frame-state", "brought {object} into another state: {at}", "state changed"},

    {"code", "specialise", "specialised the instruction at offset {slot} of {object}: {at}",
     "instruction specialised"},
    {"code", "despecialise", "took the specialisation at offset {slot} of {object} back: {at}",
     "specialisation gone"},
    {"code", "instrument",
     "put an instruction that tells `sys.monitoring` at offset {slot} of {object}: {at}",
     "instruction instrumented"},
};

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kSources{{
    {"dict", "Objects/dictobject.c"},
    {"OrderedDict", "Objects/odictobject.c"},
    {"instance", "Objects/dictobject.c"},
    {"type", "Objects/typeobject.c"},
    {"list", "Objects/listobject.c"},
    {"set", "Objects/setobject.c"},
    {"bytearray", "Objects/bytearrayobject.c"},
    {"str", "Objects/unicodeobject.c"},
    {"deque", "Modules/_collectionsmodule.c"},
    {"generator", "Objects/genobject.c"},
    {"code", "Python/specialize.c"},
}};

}  // namespace

const Change* find_change(std::string_view structure, std::string_view change) {
  const auto* found = std::find_if(
      std::begin(kChanges), std::end(kChanges),
      [&](const Change& one) { return one.structure == structure && one.change == change; });
  return found == std::end(kChanges) ? nullptr : found;
}

std::string_view source_of(std::string_view structure) {
  for (const auto& [name, file] : kSources) {
    if (name == structure) return file;
  }
  return {};
}

}  // namespace lab::explain
