#include <array>
#include <string>

#include "bindings/watch/global_name.h"
#include "bindings/watch/instructions.h"
#include "bindings/watch/text_number.h"
#include "bindings/watch/watcher.h"

// The watch name:NAME: an event each time the global NAME comes to refer to another object.
//
//   name.bound   name, address, type, then the place: file, code, line, offset, opcode
//
// The place is the instruction that bound it; its texts are empty where it was bound already.

namespace lab::bindings {
namespace {

using record::Field;
using record::FieldType;

constexpr Field kBoundFields[] = {{"name", FieldType::text},    {"address", FieldType::address},
                                  {"type", FieldType::text},    {"file", FieldType::text},
                                  {"code", FieldType::text},    {"line", FieldType::int64},
                                  {"offset", FieldType::int64}, {"opcode", FieldType::text}};

std::uint16_t name_schema(record::Writer& log) {
  static const std::uint16_t schema = log.declare("name.bound", kBoundFields);
  return schema;
}

class NameWatch : public Watch {
 public:
  NameWatch(record::Writer& log, std::string_view name)
      : log_(log),
        schema_(name_schema(log)),
        name_(text_number(name)),
        global_(name, [this](PyObject* object, const Place& by) { on_bound(object, by); }) {}

  std::uint64_t events() const noexcept override { return events_; }

 private:
  void on_bound(PyObject* object, const Place& by) noexcept {
    ++events_;
    const PlaceWords at = words_of(by);
    log_.event(schema_, std::array{name_, std::uint64_t{reinterpret_cast<std::uintptr_t>(object)},
                                   text_number(Py_TYPE(object)->tp_name), at.file, at.code, at.line,
                                   at.offset, at.opcode});
  }

  record::Writer& log_;
  std::uint16_t schema_;
  std::uint64_t name_;
  std::uint64_t events_ = 0;
  GlobalName global_;
};

}  // namespace

std::unique_ptr<Watch> install_name_watch(record::Writer& log, std::string_view argument) {
  return std::make_unique<NameWatch>(log, argument);
}

void define_name_watch(pybind11::class_<Watcher>& watcher) {
  watcher.def(
      "name",
      [](const Watcher&, const std::string& name) {
        return make_watching(std::make_unique<NameWatch>(require_log(), name));
      },
      pybind11::arg("name"),
      "name(name)\n--\n\n"
      "Watches a name of __main__, 'cache' or 'cache.data': an event `name.bound` (name, address, "
      "type,\n"
      "file, code, line, offset, opcode) when it refers to an object already, and each time an\n"
      "instruction makes it refer to another.");
}

}  // namespace lab::bindings
