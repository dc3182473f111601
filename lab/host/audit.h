#pragma once

namespace lab::host {

/// Listens to CPython's audit events for as long as the process lives. After Py_PreInitialize; a
/// process that was forked for a run does it after Py_Initialize.
void install_audit_hook();

/// The first code object executed from the file `path` is the experiment; any later one that claims
/// the same name is not. After Py_Initialize, before the program runs. Empty: there is none.
void expect_experiment(const char* path);

}  // namespace lab::host
