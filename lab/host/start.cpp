#include "lab/host/start.h"

#include <string>

#include "bindings/bindings.h"
#include "lab/host/audit.h"
#include "lab/host/program_path.h"

namespace lab::host {
namespace {

class Config {
 public:
  Config() { PyConfig_InitPythonConfig(&config_); }
  ~Config() { PyConfig_Clear(&config_); }
  Config(const Config&) = delete;
  Config& operator=(const Config&) = delete;

  PyConfig* get() { return &config_; }
  PyStatus set(wchar_t** field, const char* value) {
    return PyConfig_SetBytesString(&config_, field, value);
  }

 private:
  PyConfig config_;
};

/// Which installation this host belongs to. CPython looks for its library folder upwards from the
/// executable, then at the prefix that it was compiled with. We stand in a build folder, so the
/// first may find another Python's (one below ~/.local, say), and the second is wrong for a Python
/// that was moved after it was built, as uv's are. Both fields are set, not `home`: with a home
/// CPython no longer looks for a venv. PYTHONHOME still goes first.
PyStatus set_installation(Config& config) {
  PyStatus status = config.set(&config.get()->prefix, LAB_PYTHON_PREFIX);
  if (PyStatus_Exception(status)) return status;
  return config.set(&config.get()->exec_prefix, LAB_PYTHON_EXEC_PREFIX);
}

}  // namespace

PyStatus initialize_python(int argc, char** argv) {
  PyPreConfig preconfig;
  PyPreConfig_InitPythonConfig(&preconfig);
  PyStatus status = Py_PreInitializeFromBytesArgs(&preconfig, argc, argv);
  if (PyStatus_Exception(status)) return status;
  // Not before: CPython frees the hook by the allocator that PYTHONMALLOC or -X dev has chosen by now.
  if (bindings::log() != nullptr) install_audit_hook();

  Config config;
  status = PyConfig_SetBytesArgv(config.get(), argc, argv);
  if (PyStatus_Exception(status)) return status;
  std::string executable = program_path(argc > 0 ? argv[0] : nullptr);
  status = config.set(&config.get()->executable, executable.c_str());
  if (PyStatus_Exception(status)) return status;
  status = set_installation(config);
  if (PyStatus_Exception(status)) return status;
  return Py_InitializeFromConfig(config.get());
}

}  // namespace lab::host
