// An instance of a class as a watched object: where its attributes are kept.
//
//   3.11    words -4 and -3 before the GC head's: values pointer, dict pointer. The values are in
//           the order of the class's shared keys (ht_cached_keys); a dict is made when it is asked for,
//           and takes the values with it
//   3.12    word -3 holds either of them: the low bit 1 says values
//   3.13+   the values lie in the instance, behind its own words; word -3 is the dict, which, once
//           made, shares them until one of the two has to leave (valid 0)
//   Other classes with a __dict__ keep a pointer to it at tp_dictoffset.
//
//   insert, update, delete   an attribute; at: its name
//   inline-to-dict           the attributes are reached through a dict from now on; then the dict's
//                            own changes follow (see dict_changes.c)
//   resize                   the class's shared keys changed places: values are compared anew
//
// Nothing here makes a dict: _PyObject_GetDictPtr and __dict__ would.

#define Py_BUILD_CORE 1
#include <stdbool.h>

#include <Python.h>

#include "internal/pycore_dict.h"    // struct _dictvalues, struct _dictkeysobject
#include "internal/pycore_object.h"  // _PyObject_ManagedDictPointer and its forerunners

#include <stdlib.h>
#include <string.h>

#include "bindings/internals/dict_copy.h"

enum { kMostValues = 30 };

struct place {
  PyDictValues* values;    // null: none, or reached through the dict
  PyDictKeysObject* keys;  // of the values
  PyObject* dict;          // null: not made yet
};

struct copy {
  const PyDictKeysObject* keys;
  int64_t count;
  PyObject* names[kMostValues];
  PyObject* values[kMostValues];
  const PyObject* dict;
  struct lab_dict_copy table;
};

static PyDictKeysObject* shared_keys(PyObject* object) {
  return ((PyHeapTypeObject*)Py_TYPE(object))->ht_cached_keys;
}

#if PY_VERSION_HEX >= 0x030D0000
static struct place read_managed(PyObject* object) {
  struct place place = {.dict = (PyObject*)_PyObject_ManagedDictPointer(object)->dict};
  if ((Py_TYPE(object)->tp_flags & Py_TPFLAGS_INLINE_VALUES) != 0 && place.dict == NULL &&
      _PyObject_InlineValues(object)->valid) {
    place.values = _PyObject_InlineValues(object);
  }
  return place;
}
#elif PY_VERSION_HEX >= 0x030C0000
static struct place read_managed(PyObject* object) {
  const PyDictOrValues both = *_PyObject_DictOrValuesPointer(object);
  struct place place = {0};
  if (_PyDictOrValues_IsValues(both)) {
    place.values = _PyDictOrValues_GetValues(both);
  } else {
    place.dict = _PyDictOrValues_GetDict(both);
  }
  return place;
}
#else
static struct place read_managed(PyObject* object) {
  struct place place = {.values = *_PyObject_ValuesPointer(object),
                        .dict = *_PyObject_ManagedDictPointer(object)};
  return place;
}
#endif

static struct place read_place(PyObject* object) {
  const PyTypeObject* type = Py_TYPE(object);
  struct place place = {0};
  if ((type->tp_flags & Py_TPFLAGS_MANAGED_DICT) != 0) {
    place = read_managed(object);
    if (place.values != NULL) place.keys = shared_keys(object);
    if (place.keys == NULL) place.values = NULL;
  } else if (type->tp_dictoffset > 0) {
    place.dict = *(PyObject**)((char*)object + type->tp_dictoffset);
  }
  return place;
}

static bool fits(PyObject* object) {
  const PyTypeObject* type = Py_TYPE(object);
  if ((type->tp_flags & Py_TPFLAGS_HEAPTYPE) == 0) return false;
  return (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) != 0 || type->tp_dictoffset > 0;
}

static int64_t count_of(const struct place* place) {
  if (place->values == NULL) return 0;
  const int64_t count = place->keys->dk_nentries;
  return count < kMostValues ? count : kMostValues;
}

static bool refresh(PyObject* object, struct copy* copy) {
  const struct place place = read_place(object);
  copy->keys = place.keys;
  copy->count = count_of(&place);
  for (int64_t i = 0; i < copy->count; ++i) {
    copy->names[i] = DK_UNICODE_ENTRIES(place.keys)[i].me_key;
    copy->values[i] = place.values->values[i];
  }
  copy->dict = place.dict;
  return place.dict == NULL || lab_dict_copy_take(place.dict, &copy->table);
}

static void drop(void* kept) {
  struct copy* copy = kept;
  lab_dict_copy_free(&copy->table);
  free(copy);
}

static void* take(PyObject* object) {
  struct copy* copy = calloc(1, sizeof(*copy));
  if (copy == NULL || refresh(object, copy)) return copy;
  drop(copy);
  return NULL;
}

static bool same(PyObject* object, const void* kept) {
  const struct copy* copy = kept;
  const struct place place = read_place(object);
  if (place.dict != copy->dict || place.keys != copy->keys) return false;
  if (place.dict != NULL) return lab_dict_copy_same(place.dict, &copy->table);
  if (count_of(&place) < copy->count) return false;
  for (int64_t i = count_of(&place) - 1; i >= copy->count; --i) {
    if (place.values->values[i] != NULL) return false;
  }
  return copy->count == 0 ||
         memcmp(copy->values, place.values->values, (size_t)copy->count * sizeof(PyObject*)) == 0;
}

static void tell(lab_change_sink sink, void* to, const char* name, PyObject* attribute,
                 PyObject* value, int64_t entry) {
  char text[kLabKeyText];
  struct lab_change change = {.change = name, .slot = kLabNoNumber, .entry = entry};
  if (attribute != NULL) {
    lab_name_text(attribute, text);
    change.at = text;
  }
  if (value != NULL && PyLong_CheckExact(value)) {
    int overflow = 0;
    const long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow == 0) change.after = lab_is(number);
  }
  sink(to, &change);
}

// The class owns the shared keys, and with them the names, for as long as it lives.
static void compare_values(const struct copy* then, const struct place* now, lab_change_sink sink,
                           void* to) {
  const int64_t count = count_of(now);
  for (int64_t i = 0; i < count; ++i) {
    PyObject* before = i < then->count ? then->values[i] : NULL;
    PyObject* after = now->values->values[i];
    if (before == after) continue;
    PyObject* name = DK_UNICODE_ENTRIES(now->keys)[i].me_key;
    tell(sink, to, before == NULL ? "insert" : after == NULL ? "delete" : "update", name, after, i);
  }
}

static enum lab_compared compare(PyObject* object, void* kept, lab_change_sink sink, void* to) {
  struct copy* copy = kept;
  const struct place now = read_place(object);
  if (now.dict != NULL && now.dict == copy->dict) {
    return lab_dict_copy_compare(now.dict, &copy->table, sink, to) ? kLabCompared : kLabOutOfMemory;
  }
  if (now.dict != NULL && copy->dict == NULL && copy->keys != NULL) {
    tell(sink, to, "inline-to-dict", NULL, NULL, kLabNoNumber);
  } else if (now.dict != copy->dict) {
    tell(sink, to, "dict", NULL, NULL, kLabNoNumber);
  } else if (now.keys == copy->keys || copy->keys == NULL) {
    compare_values(copy, &now, sink, to);
  }
  return refresh(object, copy) ? kLabCompared : kLabOutOfMemory;
}

const struct lab_structure kLabInstance = {.name = "instance",
                                           .fits = fits,
                                           .take = take,
                                           .same = same,
                                           .compare = compare,
                                           .drop = drop,
                                           .dies_whole = false};
