#include "lab/host/version_check.h"

#include <Python.h>
#include <dlfcn.h>

#include <cstdio>
#include <string_view>

namespace lab::host {
namespace {

/// Py_GetVersion() goes on with the build's date and compiler after a space.
std::string_view loaded_version() {
  std::string_view version = Py_GetVersion();
  return version.substr(0, version.find(' '));
}

const char* loaded_library() {
  Dl_info info;
  if (dladdr(reinterpret_cast<const void*>(&Py_GetVersion), &info) != 0 && info.dli_fname) {
    return info.dli_fname;
  }
  return "libpython";
}

}  // namespace

// A distribution's 3.11.2 and a later 3.11.7 share the soname libpython3.11.so.1.0, and so does
// every patch version of 3.11. The structures inside may differ between them, and the answers do,
// so that a host which went on would read or say what is not so.
bool library_matches_headers() {
  std::string_view loaded = loaded_version();
  if (loaded == PY_VERSION) return true;
  std::fprintf(stderr,
               "%s: built for CPython %s, but loaded %s, which is %.*s.\n"
               "Unset LD_LIBRARY_PATH (it should load %s), or, when that was upgraded, "
               "configure and build the lab again.\n",
               LAB_HOST_NAME, PY_VERSION, loaded_library(), static_cast<int>(loaded.size()),
               loaded.data(), LAB_PYTHON_LIBRARY);
  return false;
}

}  // namespace lab::host
