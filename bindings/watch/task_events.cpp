#include "bindings/watch/task_events.h"

#include <array>

#include "bindings/watch/text_number.h"

namespace lab::bindings {
namespace {

using record::Field;
using record::FieldType;
using record::Writer;

constexpr std::string_view kNotTold = "the loop keeps it in no list of its own";
constexpr std::string_view kForever = "it waits until something happens";
constexpr std::string_view kNotSoon = "it did not come by call_soon";
constexpr std::string_view kNoTimer = "it is no timer, or the loop's clock is not time.monotonic";

constexpr Field kLoopFields[] = {
    {"loop", FieldType::uint64}, {"class", FieldType::text}, {"address", FieldType::address}};
constexpr Field kIterationFields[] = {{"absent", FieldType::absent_mask},
                                      {"loop", FieldType::uint64},
                                      {"iteration", FieldType::uint64},
                                      {"ready", FieldType::int64, kNotTold},
                                      {"scheduled", FieldType::int64, kNotTold}};
constexpr Field kSelectFields[] = {{"absent", FieldType::absent_mask},
                                   {"loop", FieldType::uint64},
                                   {"timeout_ns", FieldType::nanoseconds, kForever},
                                   {"slept_ns", FieldType::nanoseconds}};
constexpr Field kNewFields[] = {
    {"task", FieldType::uint64},       {"loop", FieldType::uint64},
    {"name", FieldType::text},         {"coroutine", FieldType::text},
    {"file", FieldType::text},         {"line", FieldType::int64},
    {"creator_file", FieldType::text}, {"creator_line", FieldType::int64},
    {"eager", FieldType::boolean}};
constexpr Field kStepFields[] = {{"absent", FieldType::absent_mask},
                                 {"task", FieldType::uint64},
                                 {"loop", FieldType::uint64},
                                 {"name", FieldType::text},
                                 {"file", FieldType::text},
                                 {"line", FieldType::int64},
                                 {"waited_ns", FieldType::nanoseconds, kNotSoon},
                                 {"late_ns", FieldType::nanoseconds, kNoTimer}};
constexpr Field kStepEndFields[] = {
    {"task", FieldType::uint64},  {"loop", FieldType::uint64},
    {"outcome", FieldType::text}, {"file", FieldType::text},
    {"line", FieldType::int64},   {"duration_ns", FieldType::nanoseconds}};
constexpr Field kDoneFields[] = {{"task", FieldType::uint64}, {"outcome", FieldType::text}};
constexpr Field kExecutorFields[] = {{"loop", FieldType::uint64},
                                     {"function", FieldType::text},
                                     {"file", FieldType::text},
                                     {"line", FieldType::int64}};
constexpr Field kComplaintFields[] = {
    {"loop", FieldType::uint64}, {"task", FieldType::uint64}, {"message", FieldType::text}};

/// A program may begin to watch again and again: each event is declared once.
struct Schemas {
  explicit Schemas(Writer& log)
      : loop(log.declare("task.loop", kLoopFields)),
        iteration(log.declare("task.iteration", kIterationFields)),
        select(log.declare("task.select", kSelectFields)),
        task(log.declare("task.new", kNewFields)),
        step(log.declare("task.step", kStepFields)),
        step_end(log.declare("task.step_end", kStepEndFields)),
        done(log.declare("task.done", kDoneFields)),
        executor(log.declare("task.executor", kExecutorFields)),
        complaint(log.declare("task.complaint", kComplaintFields)) {}
  std::uint16_t loop, iteration, select, task, step, step_end, done, executor, complaint;
};

const Schemas& schemas(Writer& log) {
  static const Schemas all(log);
  return all;
}

std::uint64_t word(std::int64_t number) {
  return static_cast<std::uint64_t>(number);
}

std::uint64_t text_word(std::uint64_t number) {
  return number == 0 ? text_number("") : number;
}

/// Sets bit `at` of the mask where the number is absent.
std::uint64_t word_or_absent(const std::optional<std::uint64_t>& number, unsigned at,
                             std::uint64_t& mask) {
  if (!number) mask |= std::uint64_t{1} << at;
  return number.value_or(0);
}

}  // namespace

TaskEvents::TaskEvents(Writer& log) noexcept : log_(log) {
  schemas(log);
}

void TaskEvents::loop(std::uint64_t loop, std::string_view type, const void* address) noexcept {
  write(Writer::now(), schemas(log_).loop,
        std::array{loop, text_number(type), reinterpret_cast<std::uint64_t>(address)});
}

void TaskEvents::iteration(std::uint64_t loop, std::uint64_t iteration, std::int64_t ready,
                           std::int64_t scheduled) noexcept {
  std::uint64_t mask = 0;
  if (ready < 0) mask |= 1U << 3U;
  if (scheduled < 0) mask |= 1U << 4U;
  write(Writer::now(), schemas(log_).iteration,
        std::array{mask, loop, iteration, word(ready), word(scheduled)});
}

void TaskEvents::select(std::uint64_t loop, std::optional<std::uint64_t> timeout,
                        std::uint64_t slept) noexcept {
  std::uint64_t mask = 0;
  const std::uint64_t asked = word_or_absent(timeout, 2, mask);
  write(Writer::now(), schemas(log_).select, std::array{mask, loop, asked, slept});
}

void TaskEvents::task(const NewTask& task) noexcept {
  write(Writer::now(), schemas(log_).task,
        std::array{task.task, task.loop, text_word(task.name), text_word(task.coroutine),
                   text_word(task.place.file), word(task.place.line), text_word(task.creator.file),
                   word(task.creator.line), std::uint64_t{task.eager}});
}

void TaskEvents::step(std::uint64_t time, const TaskStep& step) noexcept {
  std::uint64_t mask = 0;
  const std::uint64_t waited = word_or_absent(step.waited, 6, mask);
  const std::uint64_t late = word_or_absent(step.late, 7, mask);
  write(time, schemas(log_).step,
        std::array{mask, step.task, step.loop, text_word(step.name), text_word(step.place.file),
                   word(step.place.line), waited, late});
}

void TaskEvents::step_end(std::uint64_t began, const TaskStep& step, std::string_view outcome,
                          const TaskPlace& place) noexcept {
  const std::uint64_t now = Writer::now();
  write(now, schemas(log_).step_end,
        std::array{step.task, step.loop, text_number(outcome), text_word(place.file),
                   word(place.line), now - began});
}

void TaskEvents::done(std::uint64_t task, std::string_view outcome) noexcept {
  write(Writer::now(), schemas(log_).done, std::array{task, text_number(outcome)});
}

void TaskEvents::executor(std::uint64_t loop, std::uint64_t function,
                          const TaskPlace& place) noexcept {
  write(Writer::now(), schemas(log_).executor,
        std::array{loop, text_word(function), text_word(place.file), word(place.line)});
}

void TaskEvents::complaint(std::uint64_t loop, std::uint64_t task, std::uint64_t message) noexcept {
  write(Writer::now(), schemas(log_).complaint, std::array{loop, task, text_word(message)});
}

}  // namespace lab::bindings
