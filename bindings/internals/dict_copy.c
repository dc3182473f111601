// A copy of a dict's table.  (The table itself is drawn in dict.c.)
//
//   dk_indices and the entries in use lie one behind the other, in the keys object and in the copy:
//   one memcpy takes both. Of a split table the values are copied too, 30 at most.
//
// "Nothing has changed" in O(1):
//   3.11 – 3.13   ma_version_tag: a number of its own for every change of any dict. Not for what
//                 another instance adds to shared keys: there dk_nentries and the values are
//                 compared
//   3.14, 3.15    no tag. ma_keys, ma_used, dk_usable, dk_nentries, and CPython's dict watcher,
//                 which announces every change (object_watchers.c); without one, of tables of up to 4096
//                 entries the entries themselves. Larger ones without a watcher: an update is
//                 missed

#define _GNU_SOURCE 1
#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include "internal/pycore_dict.h"  // struct _dictkeysobject

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bindings/internals/dict.h"
#include "bindings/internals/dict_copy.h"

enum { kSharedKeys = 30 };  // SHARED_KEYS_MAX_SIZE

static size_t index_bytes_of(int log2_size) {
  const size_t slots = (size_t)1 << log2_size;
  const size_t width = log2_size < 8 ? 1 : log2_size < 16 ? 2 : log2_size < 32 ? 4 : 8;
  // The entries of 3.13.0's shared empty keys would begin behind dk_indices[1]; there are none.
  return slots * width;
}

static size_t entry_size_of(int kind) {
  return kind == kLabDictGeneral ? sizeof(PyDictKeyEntry) : sizeof(PyDictUnicodeEntry);
}

// One large block is kept for the next copy: to be given 24 MB by the system, and to touch them
// first, takes several times as long as to copy into them. Huge pages where there are some. The GIL
// guards it.
enum { kLargeBlock = 4 << 20, kHugePage = 2 << 20 };
static char* spare = NULL;
static size_t spare_room = 0;

static char* allocate_block(size_t size, size_t* room) {
  *room = size;
  if (size < kLargeBlock) return malloc(size);
  if (spare_room >= size) {
    char* block = spare;
    *room = spare_room;
    spare = NULL;
    spare_room = 0;
    return block;
  }
  void* block = NULL;
  *room = (size + kHugePage - 1) & ~((size_t)kHugePage - 1);
  if (posix_memalign(&block, kHugePage, *room) != 0) return NULL;
  madvise(block, *room, MADV_HUGEPAGE);
  return block;
}

static void release_block(char* block, size_t room) {
  if (block != NULL && room >= kLargeBlock && room > spare_room) {
    free(spare);
    spare = block;
    spare_room = room;
  } else {
    free(block);
  }
}

static bool make_room(struct lab_dict_copy* copy, const struct lab_dict_layout* now) {
  const size_t entries = (size_t)(now->nentries + (now->usable > 0 ? now->usable : 0));
  const size_t room = index_bytes_of(now->log2_size) + entries * entry_size_of(now->kind);
  if (room > copy->block_room) {
    size_t got = 0;
    char* block = allocate_block(room, &got);
    if (block == NULL) return false;
    release_block(copy->block, copy->block_room);
    copy->block = block;
    copy->block_room = got;
  }
  const int64_t texts = entries < kLabKeptTexts ? (int64_t)entries : kLabKeptTexts;
  if (texts > copy->texts_room) {
    char(*grown)[kLabKeyText] = realloc(copy->texts, (size_t)texts * kLabKeyText);
    if (grown == NULL) return false;
    copy->texts = grown;
    copy->texts_room = texts;
  }
  return true;
}

static void copy_values(const PyDictObject* dict, struct lab_dict_copy* copy) {
  if (dict->ma_values == NULL) return;
  const int64_t count = copy->nentries < kSharedKeys ? copy->nentries : kSharedKeys;
  memcpy(copy->split, dict->ma_values->values, (size_t)count * sizeof(PyObject*));
}

static void copy_head(PyObject* object, struct lab_dict_copy* copy) {
  const PyDictObject* dict = (const PyDictObject*)object;
  const struct lab_dict_layout now = lab_dict_read(object);
  copy->keys = dict->ma_keys;
  copy->values = dict->ma_values;
  copy->tag = now.version_tag.absent == NULL ? (uint64_t)now.version_tag.value : 0;
  copy->kind = now.kind;
  copy->log2_size = now.log2_size;
  copy->used = now.used;
  copy->usable = now.usable;
  copy->nentries = now.nentries;
  copy->index_bytes = index_bytes_of(now.log2_size);
  copy->expects = false;
  copy->dirty = false;
  copy_values(dict, copy);
}

static void keep_text(struct lab_dict_copy* copy, int64_t number, PyObject* key) {
  if (number >= copy->texts_room) return;
  copy->texts[number][0] = '\0';
  if (key != NULL) lab_key_text(key, copy->texts[number]);
}

bool lab_dict_copy_take(PyObject* object, struct lab_dict_copy* copy) {
  const struct lab_dict_layout now = lab_dict_read(object);
  const int64_t known = (const void*)(uintptr_t)now.keys == copy->keys ? copy->nentries : 0;
  if (!make_room(copy, &now)) return false;
  for (int64_t i = 0; i < now.nentries && i < copy->texts_room; ++i) {
    PyObject* key = lab_dict_entry_read(object, i).key;
    if (i >= known || lab_dict_copy_entry(copy, i).key != key) keep_text(copy, i, key);
  }
  copy_head(object, copy);
  memcpy(copy->block, ((const PyDictObject*)object)->ma_keys->dk_indices,
         copy->index_bytes + (size_t)now.nentries * entry_size_of(now.kind));
  return true;
}

void lab_dict_copy_patch(PyObject* object, struct lab_dict_copy* copy, int64_t slot,
                         int64_t entry) {
  const char* block = (const char*)((const PyDictObject*)object)->ma_keys->dk_indices;
  const size_t width = copy->index_bytes >> copy->log2_size;
  memcpy(copy->block + (size_t)slot * width, block + (size_t)slot * width, width);
  const size_t size = entry_size_of(copy->kind);
  const size_t at = copy->index_bytes + (size_t)entry * size;
  PyObject* then = entry < copy->nentries ? lab_dict_copy_entry(copy, entry).key : NULL;
  memcpy(copy->block + at, block + at, size);
  copy_head(object, copy);
  PyObject* key = lab_dict_copy_entry(copy, entry).key;
  if (key != then) keep_text(copy, entry, key);
}

void lab_dict_copy_free(struct lab_dict_copy* copy) {
  release_block(copy->block, copy->block_room);
  free(copy->texts);
  copy->block = NULL;
  copy->texts = NULL;
}

static bool same_values(const PyDictObject* dict, const struct lab_dict_copy* copy) {
  if (dict->ma_values != copy->values) return false;
  if (copy->values == NULL) return true;
  if (dict->ma_keys->dk_nentries != copy->nentries) return false;
  const int64_t count = copy->nentries < kSharedKeys ? copy->nentries : kSharedKeys;
  return memcmp(copy->split, dict->ma_values->values, (size_t)count * sizeof(PyObject*)) == 0;
}

bool lab_dict_copy_same(PyObject* object, const struct lab_dict_copy* copy) {
  const PyDictObject* dict = (const PyDictObject*)object;
  const struct _dictkeysobject* keys = dict->ma_keys;
  if (keys != copy->keys || copy->dirty || !same_values(dict, copy)) return false;
#if PY_VERSION_HEX >= 0x030E0000
  if (dict->ma_used != copy->used || keys->dk_usable != copy->usable) return false;
  if (keys->dk_nentries != copy->nentries || keys->dk_kind != copy->kind) return false;
  if (copy->nentries > kLabKeptTexts || copy->kind == kLabDictSplit) return true;
  return memcmp(copy->block, keys->dk_indices,
                copy->index_bytes + (size_t)copy->nentries * entry_size_of(copy->kind)) == 0;
#else
  return dict->ma_version_tag == copy->tag;
#endif
}

struct lab_copied_entry lab_dict_copy_entry(const struct lab_dict_copy* copy, int64_t number) {
  const char* entries = copy->block + copy->index_bytes;
  if (copy->kind == kLabDictGeneral) {
    const PyDictKeyEntry* entry = (const PyDictKeyEntry*)entries + number;
    return (struct lab_copied_entry){entry->me_key, entry->me_value, (int64_t)entry->me_hash};
  }
  const PyDictUnicodeEntry* entry = (const PyDictUnicodeEntry*)entries + number;
  PyObject* value = entry->me_value;
  if (copy->values != NULL) value = number < kSharedKeys ? copy->split[number] : NULL;
  return (struct lab_copied_entry){entry->me_key, value, 0};
}

int64_t lab_dict_copy_index(const struct lab_dict_copy* copy, uint64_t slot) {
  if (copy->log2_size < 8) return ((const int8_t*)copy->block)[slot];
  if (copy->log2_size < 16) return ((const int16_t*)copy->block)[slot];
  if (copy->log2_size < 32) return ((const int32_t*)copy->block)[slot];
  return ((const int64_t*)copy->block)[slot];
}

int64_t lab_dict_copy_hash(const struct lab_dict_copy* copy, int64_t number) {
  const struct lab_copied_entry entry = lab_dict_copy_entry(copy, number);
  return copy->kind == kLabDictGeneral ? entry.hash : (int64_t)((PyASCIIObject*)entry.key)->hash;
}

const char* lab_dict_copy_text(const struct lab_dict_copy* copy, int64_t number) {
  if (number >= copy->texts_room || copy->texts[number][0] == '\0') return NULL;
  return copy->texts[number];
}

// The hash of a str is kept in it, that of an int is arithmetic; for another key it would take a
// call of __hash__, and the whole table is compared instead.
void lab_dict_copy_expect(struct lab_dict_copy* copy, PyObject* key) {
  copy->dirty = true;
  copy->expects = key != NULL && (PyUnicode_CheckExact(key) || PyLong_CheckExact(key));
  if (!copy->expects) return;
  copy->expected_hash = (int64_t)PyObject_Hash(key);
}
