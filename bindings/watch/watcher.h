#pragma once

#include <pybind11/pybind11.h>

#include <memory>

#include "bindings/watch/watch.h"

// lab.watch, the object by which a program begins to watch something itself. Each topic adds its
// methods to the class:
//
//     void define_my_watches(pybind11::class_<Watcher>& watcher) {
//       watcher.def("things", [](const Watcher&, …) {
//         return make_watching(std::make_unique<ThingsWatch>(require_log(), …));
//       }, …);
//     }
//
// and is called by define_watch.

namespace lab::bindings {

/// lab.Watcher. Its one instance is lab.watch.
class Watcher {};

/// The log of this process.
/// @throws std::runtime_error without one: what a watch sees would go nowhere
record::Writer& require_log();

/// @returns a lab.Watching for a watch that is on: it stays on until stop() or until the program
/// ends, whether or not the handle is kept
pybind11::object make_watching(std::unique_ptr<Watch> watch);

/// Ends all that make_watching has been given, the last begun first. With the GIL held.
void stop_watchings() noexcept;

// The topics.
void define_alloc_watch(pybind11::class_<Watcher>& watcher);
void define_death_watch(pybind11::class_<Watcher>& watcher);
void define_execution_watches(pybind11::class_<Watcher>& watcher);
void define_gil_watch(pybind11::class_<Watcher>& watcher);
void define_lock_watch(pybind11::class_<Watcher>& watcher);
void define_name_watch(pybind11::class_<Watcher>& watcher);
void define_refcount_watch(pybind11::class_<Watcher>& watcher);
void define_tasks_watch(pybind11::class_<Watcher>& watcher);
void define_object_watches(pybind11::class_<Watcher>& watcher);

/// Makes lab.Watcher, lab.Watching and lab.watch.
void define_watch(pybind11::module_& lab);

}  // namespace lab::bindings
