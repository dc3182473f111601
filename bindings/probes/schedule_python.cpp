#include <pybind11/stl.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>

#include "bindings/bindings.h"
#include "bindings/class_doc.h"
#include "bindings/probes/probes.h"
#include "bindings/probes/schedule.h"

// lab.schedule. A thread that is parked has let go of the GIL; when the interpreter ends meanwhile,
// a daemon thread is ended where it asks for the GIL again: pthread_exit unwinds its stack with the
// system's libgcc_s, which does not go together with the C++ runtime that is linked into the host. So
// point() and wait_without_gil() have nothing to destroy and nothing to catch, the unwinding finds no
// handler of ours, and what a parked thread holds is lost with the process. join() comes through
// pybind11, which does catch: it is for the main thread, which is never ended like this.

namespace py = pybind11;
using namespace py::literals;

namespace lab::bindings {
namespace {

constexpr const char* kScheduleDoc =
    "Forced schedules: the order in which threads pass named points.\n\n"
    "Threads call point(name); order([...]) fixes who passes when, one thread at a time. A thread\n"
    "that is parked has released the GIL (Python/ceval_gil.c).";
constexpr double kLongestPatience = 3600;

struct Active {
  std::shared_ptr<Schedule> schedule;
  pid_t process = 0;  ///< a forked child has none of the threads: it goes its own way
};

/// Read and changed with the GIL held. Never destroyed: daemon threads outlive static objects.
Active& active() {
  static Active& slot = *new Active;
  return slot;
}

std::shared_ptr<Schedule> schedule_here() {
  if (!active().schedule || active().process != ::getpid()) return nullptr;
  return active().schedule;
}

/// threading's name of a thread, read without running Python code.
std::string name_of_thread(unsigned long ident) {
  std::string name = std::to_string(ident);
  PyObject* threading = PyDict_GetItemString(PyImport_GetModuleDict(), "threading");  // borrowed
  PyObject* all =
      threading ? PyDict_GetItemString(PyModule_GetDict(threading), "_active") : nullptr;
  PyObject* key = all != nullptr ? PyLong_FromUnsignedLong(ident) : nullptr;
  PyObject* thread = key != nullptr ? PyDict_GetItemWithError(all, key) : nullptr;  // borrowed
  Py_XDECREF(key);
  PyObject* text = thread != nullptr ? PyObject_GetAttrString(thread, "_name") : nullptr;
  if (text != nullptr && PyUnicode_Check(text)) {
    if (const char* utf8 = PyUnicode_AsUTF8(text)) name = utf8;
  }
  Py_XDECREF(text);
  PyErr_Clear();
  return name;
}

std::vector<PythonThread> python_threads() {
  std::vector<PythonThread> threads;
  PyThreadState* state = PyInterpreterState_ThreadHead(PyInterpreterState_Get());
  for (; state != nullptr; state = PyThreadState_Next(state))
    threads.push_back(
        {static_cast<pid_t>(state->native_thread_id), name_of_thread(state->thread_id)});
  return threads;
}

/// Whether it has no thread state any more though threading says that it is alive: CPython deletes the
/// state first and tells of the end afterwards, without the GIL (3.13: _threadmodule.c, thread_run).
bool is_ending(py::handle thread) {
  const py::object id = thread.attr("native_id");
  if (id.is_none()) return false;
  const auto number = id.cast<pid_t>();
  const std::vector<PythonThread> threads = python_threads();
  return std::none_of(threads.begin(), threads.end(),
                      [&](const PythonThread& one) { return one.id == number; });
}

/// What a thread carries while it is at a point. On the heap and freed by hand: see above.
struct Visit {
  std::shared_ptr<Schedule> schedule;
  std::string thread;
  std::string point;
  pid_t self = 0;
};

/// The only place where a thread of ours waits for the GIL: no object with a destructor.
[[gnu::noinline]] void wait_without_gil(Schedule* schedule) {
  PyThreadState* state = PyEval_SaveThread();
  schedule->wait_round();
  PyEval_RestoreThread(state);
}

[[gnu::noinline]] Schedule::Stand look_around(Schedule& schedule, pid_t self) {
  return schedule.look(python_threads(), self, log());
}

[[gnu::noinline]] Visit* begin_visit(PyObject* name) {
  std::shared_ptr<Schedule> schedule = schedule_here();
  if (!schedule) return nullptr;
  const char* utf8 = PyUnicode_Check(name) ? PyUnicode_AsUTF8(name) : nullptr;
  if (utf8 == nullptr) {
    if (PyErr_Occurred() == nullptr)
      PyErr_Format(PyExc_TypeError, "lab.schedule.point() needs str as the name, not %s",
                   Py_TYPE(name)->tp_name);
    return nullptr;
  }
  return new Visit{std::move(schedule), name_of_thread(PyThread_get_thread_ident()), utf8,
                   ::gettid()};
}

[[gnu::noinline]] bool arrive(const Visit& visit) {
  return visit.schedule->arrive(visit.self, visit.thread, visit.point, log());
}

[[gnu::noinline]] void end_visit(Visit* visit) {
  visit->schedule->leave(visit->self);
  delete visit;
}

PyObject* point(PyObject*, PyObject* name) {
  if (!active().schedule) Py_RETURN_NONE;  // all that a point costs where there is no order
  Visit* visit = begin_visit(name);
  if (visit == nullptr) {
    if (PyErr_Occurred() != nullptr) return nullptr;
    Py_RETURN_NONE;
  }
  while (!arrive(*visit)) {
    wait_without_gil(visit->schedule.get());
    if (PyErr_CheckSignals() != 0) break;
    look_around(*visit->schedule, visit->self);
  }
  end_visit(visit);
  if (PyErr_Occurred() != nullptr) return nullptr;
  Py_RETURN_NONE;
}

PyMethodDef schedule_functions[] = {
    {"point", point, METH_O,
     "point(name, /)\n--\n\n"
     "Wait here until it is this point's turn in the order: `name`, or this thread's name, ':' "
     "and\n"
     "`name`. Returns at once where no order is in force or none of its entries is meant. Raises\n"
     "TypeError where the name is no str, and what a signal's handler raises while it waits."},
    {nullptr, nullptr, 0, nullptr}};

class Order {
 public:
  Order(std::vector<std::string> points, double patience)
      : schedule_(std::make_shared<Schedule>(std::move(points),
                                             std::chrono::duration_cast<Schedule::Clock::duration>(
                                                 std::chrono::duration<double>(patience)))) {}

  const Schedule& schedule() const { return *schedule_; }

  void enter() {
    if (schedule_here())
      throw std::runtime_error(
          "lab.schedule.order: another order is in force; leave its with first");
    if (used_) throw std::runtime_error("lab.schedule.order: it has been used; make a new one");
    used_ = true;
    active() = {schedule_, ::getpid()};
  }

  void leave() {
    if (active().schedule != schedule_) return;
    // In a forked child the mutex may have stayed locked by a thread that is not there.
    if (active().process == ::getpid()) schedule_->finish();
    active() = {};
  }

  py::list join(const py::args& threads) {
    if (schedule_here() != schedule_)
      throw std::runtime_error("lab.schedule: join() belongs inside the order's with");
    const pid_t self = ::gettid();
    if (self != ::getpid())
      throw std::runtime_error("lab.schedule: join() belongs in the main thread");
    schedule_->join(self);
    try {
      py::list left = wait_for(threads, self);
      schedule_->leave(self);
      return left;
    } catch (py::error_already_set&) {
      schedule_->leave(self);
      throw;
    }
  }

 private:
  py::list wait_for(const py::args& threads, pid_t self) const {
    Schedule::Stand stand = Schedule::Stand::moving;
    for (;;) {
      py::list alive;
      bool ending = false;
      for (const py::handle thread : threads) {
        if (!thread.attr("is_alive")().cast<bool>()) continue;
        alive.append(thread.attr("name"));
        ending |= is_ending(thread);
      }
      if (py::len(alive) == 0 || (stand == Schedule::Stand::stuck && !ending)) return alive;
      wait_without_gil(schedule_.get());
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
      stand = look_around(*schedule_, self);
    }
  }

  std::shared_ptr<Schedule> schedule_;
  bool used_ = false;
};

std::unique_ptr<Order> make_order(std::vector<std::string> points, double patience) {
  if (!(patience > 0 && patience <= kLongestPatience))
    throw py::value_error("lab.schedule.order(): patience is " + std::to_string(patience) +
                          "; seconds above 0, at most 3600, were expected");
  return std::make_unique<Order>(std::move(points), patience);
}

py::list impossible_of(const Order& order) {
  py::list entries;
  for (const Impossible& entry : order.schedule().impossible())
    entries.append(
        py::dict("point"_a = entry.point, "parked"_a = entry.parked, "waiting"_a = entry.waiting));
  return entries;
}

void define_order(py::module_& module) {
  py::class_<Order> order(module, "Order");
  set_class_doc(order, "An order of points, in force inside its with. See order().");
  order
      .def("__enter__",
           [](py::object self) {
             self.cast<Order&>().enter();
             return self;
           })
      .def("__exit__", [](Order& self, const py::args&) { self.leave(); })
      .def("join", &Order::join,
           "join(*threads)\n--\n\n"
           "Wait until each of the threads has ended, or all stand still: the names of those that\n"
           "have not ended. A deadlock of theirs is such a list; it does not end by itself.")
      .def_property_readonly(
          "passed", [](const Order& self) { return self.schedule().passed(); },
          "The points in the order in which they were passed.")
      .def_property_readonly("impossible", impossible_of,
                             "One dict for each entry at which nobody could be when it was its "
                             "turn: point, parked (the\npoints at which threads were parked), "
                             "waiting (names of the threads that waited elsewhere).")
      .def_property_readonly(
          "left", [](const Order& self) { return self.schedule().left(); },
          "The entries that nobody has passed.");
}

}  // namespace

void define_schedule(py::module_& lab) {
  py::module_ module = lab.def_submodule("schedule", kScheduleDoc);
  define_order(module);
  module.def(
      "order", make_order, py::arg("points"), py::arg("patience") = 0.25,
      "order(points, patience=0.25)\n--\n\n"
      "An Order for `with`: threads pass the points in this order, one thread at a time.\n\n"
      "What a thread does between two of its points is done before the next point is passed.\n"
      "Where every thread of Python is parked, has ended or has been asleep for `patience`\n"
      "seconds, the order gives way: see Order.impossible. Raises ValueError for another\n"
      "patience than above 0 and up to 3600 s.");
  if (PyModule_AddFunctions(module.ptr(), schedule_functions) != 0) throw py::error_already_set();
}

}  // namespace lab::bindings
