#include <pybind11/stl.h>

#include <optional>
#include <string>
#include <vector>

#include "bindings/class_doc.h"
#include "bindings/internals/gil.h"
#include "bindings/internals/thread_state.h"
#include "bindings/probes/gil_sampler.h"
#include "bindings/probes/structures.h"
#include "bindings/probes/values.h"

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

constexpr const char* kGilDoc =
    "The GIL: struct _gil_runtime_state, Include/internal/pycore_gil.h, Python/ceval_gil.c (3.11: "
    "ceval_gil.h).";
constexpr std::int64_t kShortestPace = 20;
constexpr std::int64_t kLongestPace = 100'000;

std::vector<lab_thread_state> thread_states() {
  std::vector<lab_thread_state> states(64);
  for (;;) {
    const std::ptrdiff_t count = lab_thread_states(states.data(), states.size());
    if (count < 0) {
      throw std::runtime_error("lab.gil: CPython's list of threads stays locked; call again");
    }
    const bool all = static_cast<std::size_t>(count) <= states.size();
    states.resize(static_cast<std::size_t>(count));
    if (all) return states;
  }
}

py::object number_or_none(std::uint64_t number) {
  return number == 0 ? py::object(py::none()) : py::int_(number);
}

/// The thread whose state stands at `holder` now; None when that thread is gone.
py::object native_id_of(const void* holder, const std::vector<lab_thread_state>& states) {
  for (const lab_thread_state& state : states) {
    if (state.address == holder) return number_or_none(state.native_id);
  }
  return py::none();
}

/// That of the calling thread's interpreter.
lab_gil callers_gil() {
  return lab_gil_of(PyInterpreterState_Get());
}

py::dict state() {
  const lab_gil gil = callers_gil();
  const lab_gil_state now = lab_gil_read(gil);
  const bool drop_request = lab_gil_drop_requested(PyThreadState_Get());
  const std::vector<lab_thread_state> states = thread_states();
  return py::dict("locked"_a = now.locked == 1,
                  "last_holder"_a = native_id_of(now.last_holder, states),
                  "switch_number"_a = now.switch_number, "interval_us"_a = now.interval_us,
                  "drop_request"_a = drop_request, "address"_a = make_address(gil.address));
}

std::uint64_t switch_number() {
  return lab_gil_read(callers_gil()).switch_number;
}

/// threading._active as it stands, without an import; None where threading is not imported.
py::object active_threads() {
  PyObject* modules = PyImport_GetModuleDict();
  PyObject* threading = PyDict_GetItemString(modules, "threading");
  if (threading == nullptr || !PyModule_Check(threading)) return py::none();
  PyObject* active = PyDict_GetItemString(PyModule_GetDict(threading), "_active");
  if (active == nullptr || !PyDict_Check(active)) return py::none();
  return py::reinterpret_borrow<py::object>(active);
}

/// threading.Thread.name of a thread; None of one that threading does not know.
py::object name_of(const py::object& active, std::uint64_t thread_id) {
  if (active.is_none()) return py::none();
  const py::int_ key(thread_id);
  PyObject* found = PyDict_GetItemWithError(active.ptr(), key.ptr());
  if (found == nullptr) {
    if (PyErr_Occurred() != nullptr) throw py::error_already_set();
    return py::none();
  }
  const auto thread = py::reinterpret_borrow<py::object>(found);
  py::object name = py::getattr(thread, "_name", py::none());
  return PyUnicode_Check(name.ptr()) ? name : py::object(py::none());
}

py::list threads() {
  const std::vector<lab_thread_state> states = thread_states();
  const py::object active = active_threads();
  py::list result;
  for (const lab_thread_state& state : states) {
    result.append(py::dict("thread_id"_a = state.thread_id, "native_thread_id"_a = state.native_id,
                           "name"_a = name_of(active, state.thread_id), "holds"_a = state.holds,
                           "interpreter"_a = state.interpreter));
  }
  return result;
}

/// lab.gil.Sampling.
class Sampling {
 public:
  explicit Sampling(std::int64_t interval) : interval_(interval) {}

  void start() {
    if (sampler_ != nullptr) {
      throw std::runtime_error("this sampling has begun already: call lab.gil.sampling() again");
    }
    sampler_ = GilSampler::start(callers_gil(), std::chrono::microseconds(interval_));
  }
  void stop() const {
    if (sampler_ != nullptr) sampler_->stop();
  }
  GilSamples seen() const { return sampler_ == nullptr ? GilSamples{} : sampler_->samples(); }
  std::int64_t interval() const { return interval_; }

 private:
  std::int64_t interval_;
  std::shared_ptr<GilSampler> sampler_;
};

Sampling sampling(std::int64_t interval) {
  if (interval < kShortestPace || interval > kLongestPace) {
    throw py::value_error("lab.gil.sampling: interval_us is " + std::to_string(interval) +
                          "; give 20 to 100000 microseconds");
  }
  return Sampling(interval);
}

py::object share(const Sampling& self, const std::optional<std::uint64_t>& ident) {
  const GilSamples seen = self.seen();
  if (seen.samples == 0) return py::cast(Absent{"no sample has been taken"});
  std::uint64_t held = ident ? 0 : seen.held;
  for (const GilSamples::Thread& thread : seen.threads) {
    if (ident && *ident != 0 && (thread.thread_id == *ident || thread.native_id == *ident))
      held += thread.samples;
  }
  return py::float_(static_cast<double>(held) / static_cast<double>(seen.samples));
}

void define_sampling(py::module_& gil) {
  py::class_<Sampling> sampling(gil, "Sampling");
  set_class_doc(
      sampling,
      "Looks at the GIL at a fixed pace: what lab.gil.sampling() returns. As a context manager it\n"
      "samples until the end of the block.");
  sampling
      .def_property_readonly(
          "samples", [](const Sampling& self) { return self.seen().samples; },
          "How many samples have been taken.")
      .def_property_readonly(
          "missed", [](const Sampling& self) { return self.seen().missed; },
          "How many points in time passed before the sampling thread got to run. They are no "
          "samples.")
      .def_property_readonly("interval_us", &Sampling::interval, "Microseconds between samples.")
      .def("share", share, py::arg("ident") = py::none(),
           "share(ident=None)\n--\n\n"
           "The fraction of the samples, 0.0 to 1.0, in which that thread held the GIL; without\n"
           "`ident` in which any did. `ident` is a threading.get_ident() or a native id; a thread\n"
           "that was never seen has 0.0. lab.Absent when there is no sample.")
      .def("stop", &Sampling::stop, "stop()\n--\n\nEnds the sampling; again does nothing.")
      .def(
          "__enter__",
          [](const py::object& self) {
            self.cast<Sampling&>().start();
            return self;
          },
          "__enter__()\n--\n\n")
      .def(
          "__exit__", [](const Sampling& self, const py::args&) { self.stop(); },
          "__exit__(*exception)\n--\n\n");
}

}  // namespace

void define_gil(py::module_& lab) {
  py::module_ module = lab.def_submodule("gil", kGilDoc);
  define_sampling(module);
  module.def(
      "state", state,
      "state()\n--\n\n"
      "The GIL of the calling thread's interpreter as it stands: locked, last_holder (native\n"
      "thread id, None of a thread that is gone), switch_number, interval_us, drop_request "
      "(to\n"
      "the caller) and address. Who calls from Python holds it: sampling() looks from "
      "outside.\n"
      "Python/ceval_gil.c, struct _gil_runtime_state.");
  module.def("switch_number", switch_number,
             "switch_number()\n--\n\n"
             "How often the GIL was taken by another thread than had it before, counted by the\n"
             "interpreter itself. Python/ceval_gil.c, take_gil.");
  module.def(
      "threads", threads,
      "threads()\n--\n\n"
      "The thread states of all interpreters: thread_id (threading.get_ident()),\n"
      "native_thread_id, name (threading's; None of a thread that threading does not know),\n"
      "holds (whether it holds its interpreter's GIL) and interpreter (number, 0 is the main\n"
      "one). Include/cpython/pystate.h, struct _ts.");
  module.def("sampling", sampling, py::arg("interval_us") = 200,
             "sampling(interval_us=200)\n--\n\n"
             "A context manager: a native thread, which never takes the GIL, looks who holds it\n"
             "every interval_us microseconds (20 to 100000) until the end of the block. Gives a\n"
             "Sampling. Python/ceval_gil.c, gil->locked and gil->last_holder.");
}

}  // namespace lab::bindings
