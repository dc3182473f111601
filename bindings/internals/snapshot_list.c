// list as a watched object.  (The struct is drawn in list.c.)
//
//   resize    allocated, before → after                   move   the item array, from → to
//   append, insert, extend, pop, delete, clear            ob_size, before → after; at: the index
//   set       one item is another object; at: the index   reorder: more than 16 of them are
//   sort      list.sort has taken the array away (allocated -1); its end is a resize back
//
// Of the items the first 1024 are compared, at every instruction: 8 KiB. What is set behind them,
// and where an insertion behind them was made, is not seen; ob_size, allocated and ob_item always
// are.

#include <Python.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/internals/list.h"
#include "bindings/internals/snapshot.h"

enum { kCompared = 1024, kMostSet = 16 };

struct copy {
  struct lab_list_layout layout;
  PyObject* items[kCompared];
};

struct differ {
  const struct lab_list_layout* then;
  const struct lab_list_layout* now;
  lab_change_sink sink;
  void* to;
};

static size_t compared(const struct lab_list_layout* list) {
  return list->size < kCompared ? (size_t)list->size : kCompared;
}

static bool fits(PyObject* object) {
  return PyList_Check(object);
}

static PyObject** items_of(PyObject* list) {
  return ((PyListObject*)list)->ob_item;
}

static void refresh(PyObject* list, struct copy* copy) {
  copy->layout = lab_list_read(list);
  const size_t count = compared(&copy->layout);
  if (count > 0) memcpy(copy->items, items_of(list), count * sizeof(PyObject*));
}

static void* take(PyObject* object) {
  struct copy* copy = malloc(sizeof(*copy));
  if (copy != NULL) refresh(object, copy);
  return copy;
}

static bool same(PyObject* object, const void* kept) {
  const struct copy* copy = kept;
  const struct lab_list_layout now = lab_list_read(object);
  if (now.size != copy->layout.size || now.allocated != copy->layout.allocated ||
      now.items != copy->layout.items) {
    return false;
  }
  const size_t count = compared(&now);
  return count == 0 || memcmp(copy->items, items_of(object), count * sizeof(PyObject*)) == 0;
}

static void tell(const struct differ* differ, const char* name, int64_t at,
                 struct lab_number before, struct lab_number after) {
  char index[24];
  snprintf(index, sizeof(index), "%lld", (long long)at);
  const struct lab_change change = {.change = name,
                                    .at = at < 0 ? NULL : index,
                                    .before = before,
                                    .after = after,
                                    .slot = kLabNoNumber,
                                    .entry = kLabNoNumber};
  differ->sink(differ->to, &change);
}

static void tell_array(const struct differ* differ) {
  const struct lab_list_layout* then = differ->then;
  const struct lab_list_layout* now = differ->now;
  if (now->allocated != then->allocated) {
    tell(differ, now->allocated < 0 ? "sort" : "resize", -1, lab_is(then->allocated),
         lab_is(now->allocated));
  }
  if (now->items != then->items) {
    tell(differ, "move", -1, lab_is((int64_t)then->items), lab_is((int64_t)now->items));
  }
}

// The first index below both sizes at which the items differ; the smaller size when none does.
static int64_t first_difference(const struct copy* copy, PyObject** items, int64_t both) {
  for (int64_t i = 0; i < both && i < kCompared; ++i) {
    if (copy->items[i] != items[i]) return i;
  }
  return both;
}

static void tell_size(const struct differ* differ, int64_t first) {
  const int64_t then = differ->then->size;
  const int64_t now = differ->now->size;
  const char* name;
  if (now == 0) {
    name = then == 1 ? "pop" : "clear";
  } else if (now > then) {
    name = first < then ? "insert" : now == then + 1 ? "append" : "extend";
  } else {
    name = first == now && now == then - 1 ? "pop" : "delete";
  }
  tell(differ, name, first, lab_is(then), lab_is(now));
}

static void tell_set(const struct differ* differ, const struct copy* copy, PyObject** items) {
  const int64_t both = (int64_t)compared(differ->now);
  const struct lab_number nothing = {false, 0};
  int64_t changed = 0;
  for (int64_t i = 0; i < both; ++i)
    changed += copy->items[i] != items[i];
  if (changed > kMostSet) {
    tell(differ, "reorder", first_difference(copy, items, both), nothing, lab_is(changed));
    return;
  }
  for (int64_t i = 0; i < both; ++i) {
    if (copy->items[i] != items[i]) tell(differ, "set", i, nothing, nothing);
  }
}

static enum lab_compared compare(PyObject* object, void* kept, lab_change_sink sink, void* to) {
  struct copy* copy = kept;
  const struct lab_list_layout now = lab_list_read(object);
  const struct lab_list_layout then = copy->layout;
  const struct differ differ = {&then, &now, sink, to};
  tell_array(&differ);
  PyObject** items = items_of(object);
  const bool sorting = then.allocated < 0 || now.allocated < 0;
  if (now.size != then.size && !sorting) {
    tell_size(&differ, first_difference(copy, items, now.size < then.size ? now.size : then.size));
  } else if (!sorting) {
    tell_set(&differ, copy, items);
  }
  refresh(object, copy);
  return kLabCompared;
}

const struct lab_structure kLabList = {.name = "list",
                                       .fits = fits,
                                       .take = take,
                                       .same = same,
                                       .compare = compare,
                                       .drop = free,
                                       .dies_whole = true};
