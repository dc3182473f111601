#include <array>

#include "bindings/watch/instructions.h"
#include "bindings/watch/text_number.h"
#include "bindings/watch/watcher.h"

// The watches `lines` and `instructions`: an event for everything that is executed.
//
//   line          file, code, line                     about to be executed
//   instruction   file, code, line, offset, opcode     about to be executed

namespace lab::bindings {
namespace {

using record::Field;
using record::FieldType;

constexpr Field kLineFields[] = {
    {"file", FieldType::text}, {"code", FieldType::text}, {"line", FieldType::int64}};
constexpr Field kInstructionFields[] = {{"file", FieldType::text},
                                        {"code", FieldType::text},
                                        {"line", FieldType::int64},
                                        {"offset", FieldType::int64},
                                        {"opcode", FieldType::text}};

// A program may begin to watch a thousand times: an event is declared once.
std::uint16_t line_schema(record::Writer& log) {
  static const std::uint16_t schema = log.declare("line", kLineFields);
  return schema;
}

std::uint16_t instruction_schema(record::Writer& log) {
  static const std::uint16_t schema = log.declare("instruction", kInstructionFields);
  return schema;
}

class LinesWatch : public Watch, private LineListener {
 public:
  explicit LinesWatch(record::Writer& log)
      : log_(log), schema_(line_schema(log)), listening_(*this) {}

  std::uint64_t events() const noexcept override { return events_; }

 private:
  void on_line(PyCodeObject* code, int line) noexcept override {
    ++events_;
    log_.event(schema_, std::array{text_number(code->co_filename), text_number(code->co_qualname),
                                   static_cast<std::uint64_t>(std::int64_t{line})});
  }

  record::Writer& log_;
  std::uint16_t schema_;
  std::uint64_t events_ = 0;
  Listening listening_;
};

class InstructionsWatch : public Watch, private InstructionListener {
 public:
  explicit InstructionsWatch(record::Writer& log)
      : log_(log), schema_(instruction_schema(log)), listening_(*this) {}

  std::uint64_t events() const noexcept override { return events_; }

 private:
  void on_step(const Place&, const Place& next) noexcept override {
    ++events_;
    const PlaceWords words = words_of(next);
    log_.event(schema_, std::array{words.file, words.code, words.line, words.offset, words.opcode});
  }

  record::Writer& log_;
  std::uint16_t schema_;
  std::uint64_t events_ = 0;
  Listening listening_;
};

}  // namespace

std::unique_ptr<Watch> install_lines_watch(record::Writer& log, std::string_view) {
  return std::make_unique<LinesWatch>(log);
}

std::unique_ptr<Watch> install_instructions_watch(record::Writer& log, std::string_view) {
  return std::make_unique<InstructionsWatch>(log);
}

void define_execution_watches(pybind11::class_<Watcher>& watcher) {
  watcher
      .def(
          "lines",
          [](const Watcher&) { return make_watching(std::make_unique<LinesWatch>(require_log())); },
          "lines()\n--\n\n"
          "Watches the lines that are executed from now on, in all threads: an event `line` "
          "(file,\n"
          "code, line) before each, as CPython's own trace functions and tools see them.")
      .def(
          "instructions",
          [](const Watcher&) {
            return make_watching(std::make_unique<InstructionsWatch>(require_log()));
          },
          "instructions()\n--\n\n"
          "Watches the bytecode instructions that are executed from now on, in all threads: an "
          "event\n"
          "`instruction` (file, code, line, offset, opcode) before each.");
}

}  // namespace lab::bindings
