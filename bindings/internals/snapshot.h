#pragma once

#include <Python.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// How the structure of one object is followed: a copy of it in memory of our own, and a function
// that names what has changed since the copy was made. Nothing here holds a reference, calls Python
// or allocates through it; the GIL is held throughout. One snapshot_<type>.c for each kind.

enum { kLabNoNumber = -1 };  ///< of slot and entry: says nothing

/// What one number of a change says; absent where `is` is false.
struct lab_number {
  bool is;
  int64_t value;
};

/// One difference, in the words of the watch's events (bindings/watch/object_watch.h).
struct lab_change {
  const char* change;  ///< "insert", "resize" …
  const char* at;      ///< the key, index or attribute, ASCII; null where there is none
  struct lab_number before;
  struct lab_number after;
  int64_t slot;   ///< of a hash table, or an offset in bytes of a code object; kLabNoNumber
  int64_t entry;  ///< of a dict; kLabNoNumber
};
typedef void (*lab_change_sink)(void* to, const struct lab_change* change);

static inline struct lab_number lab_is(int64_t value) {
  struct lab_number number = {true, value};
  return number;
}

/// What a comparison found the object to be.
enum lab_compared {
  kLabCompared,    ///< the copy is up to date again
  kLabOutOfMemory  ///< nothing can be followed any more
};

/// One kind of object that can be watched.
struct lab_structure {
  const char* name;  ///< "dict"
  bool (*fits)(PyObject* object);
  /// @returns a copy; null when memory is out
  void* (*take)(PyObject* object);
  /// Whether nothing has changed; what a kind cannot see in bounded time is said in its file.
  bool (*same)(PyObject* object, const void* copy);
  /// Names the differences, in an order in which they can have happened, and takes them over.
  enum lab_compared (*compare)(PyObject* object, void* copy, lab_change_sink sink, void* to);
  void (*drop)(void* copy);
  /// `key` is about to be changed: the next comparison may look there first. May be null.
  void (*expect)(void* copy, PyObject* key);
  bool dies_whole;  ///< when its deallocation is noticed, its structure is still whole
};

/// The kind of an object; null when it cannot be watched.
const struct lab_structure* lab_structure_of(PyObject* object);

/// The kinds, for a sentence: "dict, list, …".
extern const char* const kLabStructures;

extern const struct lab_structure kLabDict;
extern const struct lab_structure kLabOrderedDict;
extern const struct lab_structure kLabList;
extern const struct lab_structure kLabSet;
extern const struct lab_structure kLabBytearray;
extern const struct lab_structure kLabStr;
extern const struct lab_structure kLabDeque;
extern const struct lab_structure kLabInstance;
extern const struct lab_structure kLabType;
extern const struct lab_structure kLabGenerator;
extern const struct lab_structure kLabCode;

/// Whether a pending call that asks for the next one would keep the program from going on.
bool lab_pending_calls_block(void);

enum { kLabKeyText = 68 };  ///< 64 characters, "…" as three dots, the end
/// The ASCII repr of an exact str or of an exact int of 64 bits, read without calling Python; of
/// another object the name of its type in angle brackets. Cut to 64 characters.
void lab_key_text(PyObject* key, char text[kLabKeyText]);
/// The same of a str without the quotes: an attribute's name.
void lab_name_text(PyObject* name, char text[kLabKeyText]);

#ifdef __cplusplus
}
#endif
