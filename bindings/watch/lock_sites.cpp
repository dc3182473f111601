#include "bindings/watch/lock_sites.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <new>
#include <string_view>
#include <unordered_map>

#include "bindings/watch/text_number.h"

namespace lab::bindings {
namespace {

constexpr std::size_t kMostSites = std::size_t{1} << 16U;

/// A site and what tells that the code object at its address still is the one that was read.
struct KnownSite {
  PyCodeObject* code;
  PyObject *file, *function, *lines;
  LockSite site;

  bool is_of(PyCodeObject* other) const {
    return code == other && file == other->co_filename && function == other->co_qualname &&
           lines == other->co_linetable;
  }
};

struct Sites {
  std::deque<KnownSite> all;  ///< never shrinks
  std::unordered_map<const void*, KnownSite*> by_instruction;
  std::string library_folder;
};

Sites& sites() {
  static auto* one = new Sites;  // outlives static destructors, as hooks do
  return *one;
}

bool is_harmless(Py_UCS4 c) {
  const bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
  const bool direction = (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
                         (c >= 0x2060 && c <= 0x206f) || c == 0x061c || c == 0xfeff;
  return !control && !direction && !(c >= 0xd800 && c <= 0xdfff);
}

void put_utf8(std::string& out, Py_UCS4 c) {
  const auto put = [&out](Py_UCS4 byte) { out.push_back(static_cast<char>(byte)); };
  const auto tail = [&](unsigned shift) { put(0x80U | ((c >> shift) & 0x3fU)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) return put(0xc0U | (c >> 6U)), tail(0);
  if (c < 0x10000) return put(0xe0U | (c >> 12U)), tail(6), tail(0);
  put(0xf0U | (c >> 18U)), tail(12), tail(6), tail(0);
}

bool is_import_machinery(std::string_view path) {
  return path.starts_with("<frozen importlib") || path.starts_with("<frozen zipimport");
}

bool is_library(std::string_view path) {
  if (is_import_machinery(path)) return true;
  const std::string& folder = sites().library_folder;
  if (folder.empty() || !path.starts_with(folder)) return false;
  path.remove_prefix(folder.size());
  constexpr std::array<std::string_view, 5> kFiles = {
      "/threading.py", "/queue.py", "/_threading_local.py", "/importlib/", "/concurrent/futures/"};
  return path.starts_with("/asyncio/") ||
         std::any_of(kFiles.begin(), kFiles.end(),
                     [path](std::string_view file) { return path.starts_with(file); });
}

LockSite read_site(const lab_running& running) {
  LockSite site;
  site.file = text_number(running.code->co_filename);
  site.code = text_number(running.code->co_qualname);
  site.line = static_cast<std::uint64_t>(std::int64_t{std::max(lab_running_line(running), 0)});
  const std::string path = plain_text(running.code->co_filename);
  site.file_name = path.substr(path.find_last_of('/') + 1);
  site.function = plain_text(running.code->co_qualname);
  site.import_machinery = is_import_machinery(path);
  site.library = is_library(path);
  const std::string& name = site.function;
  const bool starts = name == "Thread.run" || name.starts_with("Thread._bootstrap");
  site.passed_over = (site.library && starts) || path == "__init__";
  return site;
}

const LockSite& site_of(const lab_running& running) {
  Sites& known = sites();
  const auto found = known.by_instruction.find(running.at);
  if (found != known.by_instruction.end() && found->second->is_of(running.code))
    return found->second->site;
  if (known.all.size() >= kMostSites) return no_lock_site();
  PyCodeObject* code = running.code;
  known.all.push_back(
      {code, code->co_filename, code->co_qualname, code->co_linetable, read_site(running)});
  known.by_instruction[running.at] = &known.all.back();
  return known.all.back().site;
}

bool visit_frame(lab_running running, void* about) {
  auto& place = *static_cast<LockPlace*>(about);
  if (Py_REFCNT(running.code) <= 0) return false;
  const LockSite& site = site_of(running);
  if (site.passed_over) return true;
  if (site.library) {
    if (place.inner == nullptr) place.inner = &site;
    place.entry = &site;
    return true;
  }
  place.site = &site;
  place.running = running;
  return false;
}

}  // namespace

std::string plain_text(PyObject* text) {
  if (text == nullptr || !PyUnicode_Check(text) || !PyUnicode_IS_READY(text)) return {};
  const Py_ssize_t length = std::min<Py_ssize_t>(PyUnicode_GET_LENGTH(text), 300);
  std::string out;
  for (Py_ssize_t at = 0; at < length; ++at) {
    const Py_UCS4 c = PyUnicode_READ_CHAR(text, at);
    put_utf8(out, is_harmless(c) ? c : Py_UCS4{'?'});
  }
  return out;
}

std::string LockSite::text() const {
  return file_name.empty() ? std::string() : file_name + ":" + std::to_string(line);
}

const LockSite& no_lock_site() noexcept {
  alignas(LockSite) static std::byte room[sizeof(LockSite)];  // never destroyed: hooks outlive us
  static const auto* none = [] {
    auto* site = new (room) LockSite;
    site->file = site->code = text_number("");
    return site;
  }();
  return *none;
}

LockPlace lock_place_now() {
  LockPlace place;
  lab_running_frames(visit_frame, &place);
  return place;
}

void learn_library_folder() {
  PyObject* folder = PySys_GetObject("_stdlib_dir");  // borrowed
  sites().library_folder = plain_text(folder);
}

}  // namespace lab::bindings
