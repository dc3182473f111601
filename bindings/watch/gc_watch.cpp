#include <pybind11/pybind11.h>

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>

#include "bindings/internals/gc_state.h"
#include "bindings/watch/footprint.h"
#include "bindings/watch/gc_lengths.h"
#include "bindings/watch/watch.h"

namespace py = pybind11;

// The gc watch: an event when a collection starts and one when it stops.
//
// The collector calls every function of gc.callbacks(phase, info) before and after a collection.
// Ours is a C function, put first: it sees a collection before any callback of the program has run,
// and its stop before theirs as well. It reads the info that it is given and interp->gc, and makes
// no object.
//
//   gc.start   generation, count0 … 2, length0 … 2        as the collector finds them
//   gc.stop    generation, collected, uncollectable, duration_ns, length0 … 2, collections
//
// duration_ns lies between the end of our start and the beginning of our stop: the callbacks of the
// program that run at the start are in it, our own work is not. A length is absent where its list
// was too long for the budget (gc_lengths.h). `collections` is the interpreter's own count for that
// generation.
//
// Collections during Py_Finalize come after the watch has gone. After a fork the child goes on
// writing. In 3.12+ each interpreter has a list of callbacks: ours is in the main interpreter's
// only.

namespace lab::bindings {
namespace {

using record::Field;
using record::FieldType;

constexpr std::string_view kNotWalked = "the list is longer than the watch's budget allows to walk";

constexpr Field kStartFields[] = {
    {"absent", FieldType::absent_mask},
    {"generation", FieldType::int64},
    {"count0", FieldType::int64},
    {"count1", FieldType::int64},
    {"count2", FieldType::int64},
    {"length0", FieldType::uint64, kNotWalked},
    {"length1", FieldType::uint64, kNotWalked},
    {"length2", FieldType::uint64, kNotWalked},
};
constexpr std::size_t kStartLengths = 5;

constexpr Field kStopFields[] = {
    {"absent", FieldType::absent_mask},
    {"generation", FieldType::int64},
    {"collected", FieldType::int64},
    {"uncollectable", FieldType::int64},
    {"duration_ns", FieldType::nanoseconds},
    {"length0", FieldType::uint64, kNotWalked},
    {"length1", FieldType::uint64, kNotWalked},
    {"length2", FieldType::uint64, kNotWalked},
    {"collections", FieldType::int64},
};
constexpr std::size_t kStopLengths = 5;

constexpr std::int64_t kBlocks = 4;

/// What the collector says of a collection.
struct Info {
  std::int64_t generation = 0;
  std::int64_t collected = 0;
  std::int64_t uncollectable = 0;
};

std::uint64_t not_negative(std::int64_t number) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(number, 0));
}

/// What the collector's own counts say about the lengths of its lists. Nothing tells about the
/// middle one.
std::array<std::uint64_t, ListLengths::kLists> estimates(const lab_gc_state& state) {
  const bool counted = state.long_lived_total.absent == nullptr;
  const std::int64_t old = state.long_lived_total.value + state.long_lived_pending.value;
  return {not_negative(state.generation[0].count), 0, counted ? not_negative(old) : 0};
}

class GcWatch : public Watch {
 public:
  explicit GcWatch(record::Writer& log);
  ~GcWatch() override;

  void on_collection(PyObject* phase, PyObject* info) noexcept;
  std::uint64_t events() const noexcept override { return events_; }

 private:
  bool read(PyObject* info, Info& read) const noexcept;
  bool read_number(PyObject* info, const py::object& key, std::int64_t& number) const noexcept;
  void on_start(const Info& info) noexcept;
  void on_stop(const Info& info) noexcept;
  /// Measures the lists into words[at], words[at + 1], …; what is absent goes into words[0].
  void measure(const lab_gc_state& state, std::span<std::uint64_t> words, std::size_t at) noexcept;
  void give_up(const char* reason) noexcept;
  bool take_callback_out() noexcept;

  record::Writer& log_;
  std::uint16_t start_schema_;
  std::uint16_t stop_schema_;
  py::str generation_key_{"generation"};
  py::str collected_key_{"collected"};
  py::str uncollectable_key_{"uncollectable"};
  py::object callback_;
  ListLengths lengths_;
  std::uint64_t started_at_ = 0;  ///< 0: no start was seen
  std::uint64_t events_ = 0;
  HookTime time_;
  bool busy_ = false;
  bool off_ = false;
};

ListLengths::Walked walk_list(std::size_t list, std::uint64_t limit) {
  const lab_gc_length length = lab_gc_list_length(static_cast<int>(list), limit);
  return {length.objects, length.whole};
}

// A program may keep the callback and call it after the watch is gone: the callback looks here.
GcWatch* active = nullptr;

/// While this lives, the callback does nothing.
class Guard {
 public:
  explicit Guard(bool& busy) : busy_(busy), mine_(!busy) { busy_ = true; }
  ~Guard() {
    if (mine_) busy_ = false;
  }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  explicit operator bool() const { return mine_; }

 private:
  bool& busy_;
  bool mine_;
};

PyObject* call_back(PyObject*, PyObject* const* arguments, Py_ssize_t count) {
  if (active != nullptr && count == 2) active->on_collection(arguments[0], arguments[1]);
  Py_RETURN_NONE;
}

PyMethodDef callback_definition = {
    "lab_gc_watch", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(call_back)),
    METH_FASTCALL, "Records the collections of this process in the lab's log."};

GcWatch::GcWatch(record::Writer& log)
    : log_(log),
      start_schema_(log.declare("gc.start", kStartFields)),
      stop_schema_(log.declare("gc.stop", kStopFields)) {
  callback_ = py::reinterpret_steal<py::object>(PyCFunction_New(&callback_definition, nullptr));
  PyObject* callbacks = lab_gc_callbacks();
  if (!callback_ || callbacks == nullptr || PyList_Insert(callbacks, 0, callback_.ptr()) != 0) {
    PyErr_Clear();
    throw std::runtime_error("the collector's list of callbacks cannot be used");
  }
  active = this;
}

GcWatch::~GcWatch() {
  py::error_scope keep;
  active = nullptr;
  if (!take_callback_out() && !off_) {
    log_.notice(
        "gc watch: the program took the watch out of gc.callbacks; what was collected after that "
        "is not recorded");
  }
  // The callback and the three keys of its info; the list's one more item is none of its blocks.
  write_footprint(log_, "gc", {events_, time_.nanoseconds(), 0, kBlocks});
}

bool GcWatch::take_callback_out() noexcept {
  PyObject* callbacks = lab_gc_callbacks();
  if (callbacks == nullptr) return false;
  for (Py_ssize_t at = PyList_GET_SIZE(callbacks) - 1; at >= 0; --at) {
    if (PyList_GET_ITEM(callbacks, at) != callback_.ptr()) continue;
    if (PyList_SetSlice(callbacks, at, at + 1, nullptr) != 0) PyErr_Clear();
    return true;
  }
  return false;
}

void GcWatch::give_up(const char* reason) noexcept {
  off_ = true;
  log_.notice(reason);
}

bool GcWatch::read_number(PyObject* info, const py::object& key,
                          std::int64_t& number) const noexcept {
  PyObject* value = PyDict_GetItemWithError(info, key.ptr());
  if (value == nullptr || !PyLong_Check(value)) return false;
  number = PyLong_AsLongLong(value);
  return PyErr_Occurred() == nullptr;
}

bool GcWatch::read(PyObject* info, Info& read) const noexcept {
  return PyDict_CheckExact(info) && read_number(info, generation_key_, read.generation) &&
         read_number(info, collected_key_, read.collected) &&
         read_number(info, uncollectable_key_, read.uncollectable) && read.generation >= 0 &&
         read.generation < kLabGenerations;
}

void GcWatch::measure(const lab_gc_state& state, std::span<std::uint64_t> words,
                      std::size_t at) noexcept {
  const auto expected = estimates(state);
  for (std::size_t list = 0; list < ListLengths::kLists; ++list) {
    const auto length = lengths_.measure(list, expected[list], walk_list);
    words[at + list] = length.value_or(0);
    if (!length) words[0] |= std::uint64_t{1} << (at + list);
  }
}

void GcWatch::on_start(const Info& info) noexcept {
  const lab_gc_state state = lab_gc_state_read();
  std::array<std::uint64_t, std::size(kStartFields)> words{};
  words[1] = static_cast<std::uint64_t>(info.generation);
  for (std::size_t i = 0; i < kLabGenerations; ++i) {
    words[2 + i] = static_cast<std::uint64_t>(state.generation[i].count);
  }
  lengths_.earn(estimates(state)[0]);
  measure(state, words, kStartLengths);
  started_at_ = record::Writer::now();
  ++events_;
  log_.event_at(started_at_, start_schema_, words);
}

void GcWatch::on_stop(const Info& info) noexcept {
  const std::uint64_t now = record::Writer::now();
  if (started_at_ == 0) return;  // the watch came in the middle of a collection
  const lab_gc_state state = lab_gc_state_read();
  std::array<std::uint64_t, std::size(kStopFields)> words{};
  words[1] = static_cast<std::uint64_t>(info.generation);
  words[2] = static_cast<std::uint64_t>(info.collected);
  words[3] = static_cast<std::uint64_t>(info.uncollectable);
  words[4] = now - started_at_;
  started_at_ = 0;
  // The survivors are in the next older list; those of the oldest have stayed.
  const std::int64_t last = std::min<std::int64_t>(info.generation, kLabGenerations - 2);
  for (std::int64_t list = 0; list <= last; ++list)
    lengths_.emptied(static_cast<std::size_t>(list));
  measure(state, words, kStopLengths);
  words[8] = static_cast<std::uint64_t>(state.generation[info.generation].collections);
  ++events_;
  log_.event_at(now, stop_schema_, words);
}

void GcWatch::on_collection(PyObject* phase, PyObject* info) noexcept {
  Guard guard(busy_);
  // Outside a collection it is the program that calls us: nothing is then recorded.
  if (!guard || off_ || !lab_gc_collecting()) return;
  InHook in_hook(time_);
  py::error_scope keep;
  Info collection;
  if (!PyUnicode_Check(phase) || !read(info, collection)) {
    return give_up(
        "gc watch: off, the collector called it in a way that this version of the lab does "
        "not know");
  }
  if (PyUnicode_CompareWithASCIIString(phase, "start") == 0) return on_start(collection);
  if (PyUnicode_CompareWithASCIIString(phase, "stop") == 0) return on_stop(collection);
}

}  // namespace

std::unique_ptr<Watch> install_gc_watch(record::Writer& log, std::string_view) {
  return std::make_unique<GcWatch>(log);
}

}  // namespace lab::bindings
