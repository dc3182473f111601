#include "noise.h"

#include <limits>

namespace lab::report::noise {
namespace {

constexpr const char* kPieces[] = {"\x1b[31m",
                                   "\x1b]0;title\x07",
                                   "\x9b",
                                   "\xc2\x9b",
                                   "\n",
                                   "\r\n",
                                   "\r",
                                   "\t",
                                   "\v\f",
                                   "::error file=a::b",
                                   "::stop-commands::x",
                                   "\u202e",
                                   "\u2066",
                                   "\u200b",
                                   "\u2028",
                                   "\ufeff",
                                   "\xff",
                                   "\xc0\x8a",
                                   "\xed\xa0\x80",
                                   "\xe4\xb8",
                                   "\xf0\x9f",
                                   "中文",
                                   "e\u0301",
                                   "\u0301\u0301",
                                   "🙂",
                                   "\U000E0041",
                                   "word",
                                   " ",
                                   "  ",
                                   "averyveryverylongwordwithoutanyblankinit",
                                   "…",
                                   "│",
                                   "\x7f",
                                   "\b\b\b",
                                   "'",
                                   "\"",
                                   "\\",
                                   "%s",
                                   "{}",
                                   "0"};

std::size_t below(Random& random, std::size_t count) {
  return random() % count;
}

double real(Random& random) {
  constexpr double kReals[] = {0.0,
                               -0.0,
                               1.5,
                               -1e308,
                               1e308,
                               1e-310,
                               0.1,
                               std::numeric_limits<double>::infinity(),
                               -std::numeric_limits<double>::infinity(),
                               std::numeric_limits<double>::quiet_NaN()};
  return kReals[below(random, std::size(kReals))];
}

record::Map map(Random& random, int depth) {
  record::Map made;
  for (std::size_t i = below(random, 7); i > 0; --i) {
    // Some keys that pictures look for, or the shapes would hardly ever fit.
    constexpr const char* kKeys[] = {"value", "label", "mark", "a"};
    std::string key = below(random, 2) == 0 ? kKeys[below(random, std::size(kKeys))] : text(random);
    made.emplace_back(std::move(key), value(random, depth - 1));
  }
  return made;
}

record::List list(Random& random, int depth) {
  record::List made;
  const std::size_t kind = below(random, 3);
  for (std::size_t i = below(random, 30); i > 0; --i) {
    if (kind == 0) {
      made.emplace_back(static_cast<std::int64_t>(random()) - 1000000);
    } else {
      made.push_back(kind == 1 ? record::Value(map(random, depth - 1)) : value(random, depth - 1));
    }
  }
  return made;
}

/// A number as an event has it as a rule, a text, or anything.
record::Value field(Random& random) {
  switch (below(random, 4)) {
    case 0:
      return static_cast<std::int64_t>(below(random, 200)) - 3;
    case 1:
      return text(random);
    case 2:
      return std::uint64_t{below(random, 100000)};
    default:
      return value(random, 1);
  }
}

record::Event event(Random& random) {
  constexpr const char* kNames[] = {"gc.stop",         "refcount.watch", "refcount.write",
                                    "refcount.end",    "object.watch",   "object.change",
                                    "object.end",      "line",           "instruction",
                                    "alloc.call",      "alloc.total",    "alloc.line",
                                    "alloc.size",      "death.dealloc",  "death.callback",
                                    "death.finalizer", "footprint",      "death.resurrection"};
  constexpr const char* kFields[] = {
      "generation", "collected", "duration_ns", "type",   "mode",        "value",
      "before",     "after",     "file",        "code",   "line",        "opcode",
      "function",   "reason",    "change",      "at",     "domain",      "call",
      "size",       "calls",     "frees",       "bytes",  "live_bytes",  "size_class",
      "by",         "order",     "watch",       "events", "nanoseconds", "references"};
  record::Event made{
      below(random, 8) != 0 ? kNames[below(random, std::size(kNames))] : text(random), {}};
  // Few names, so that events meet each other.
  made.fields.emplace_back("object", below(random, 8) != 0 ? "\x1b[1mname" : text(random));
  for (const char* name : kFields) {
    if (below(random, 4) != 0) made.fields.emplace_back(name, field(random));
  }
  made.fields.emplace_back(text(random), value(random, 2));
  return made;
}

}  // namespace

std::string text(Random& random) {
  std::string made;
  for (std::size_t i = below(random, 12); i > 0; --i) {
    if (below(random, 3) == 0) {
      made += static_cast<char>(random());
    } else {
      made += kPieces[below(random, std::size(kPieces))];
    }
  }
  return made;
}

record::Value value(Random& random, int depth) {
  switch (below(random, depth > 0 ? 12 : 10)) {
    case 0:
      return record::None{};
    case 1:
      return below(random, 2) == 0;
    case 2:
      return static_cast<std::int64_t>(random()) * -4000000;
    case 3:
      return std::uint64_t{random()} << 32U;
    case 4:
      return real(random);
    case 5:
      return record::Address{random()};
    case 6:
      return text(random);
    case 7:
      return record::Bytes{text(random)};
    case 8:
      return record::BigInt{"-" + std::string(below(random, 60), '7') + "1"};
    case 9:
      return record::Absent{text(random)};
    case 10:
      return list(random, depth);
    default:
      return map(random, depth);
  }
}

sample::Scene scene(Random& random) {
  constexpr judge::PanelKind kKinds[] = {judge::PanelKind::series, judge::PanelKind::table,
                                         judge::PanelKind::bars, judge::PanelKind::cells,
                                         judge::PanelKind::sparkline};
  sample::Scene made = sample::failed_cycles();
  judge::Run& run = made.run;
  judge::Result& result = made.result;
  made.exercise.panels = {sample::panel(judge::PanelKind::collections, "gc", "")};
  for (const judge::PanelKind kind :
       {judge::PanelKind::refcount, judge::PanelKind::changes, judge::PanelKind::lines,
        judge::PanelKind::instructions, judge::PanelKind::alloc, judge::PanelKind::deaths,
        judge::PanelKind::gil, judge::PanelKind::locks, judge::PanelKind::tasks}) {
    made.exercise.panels.push_back(sample::panel(kind, "title", ""));
  }
  for (const judge::PanelKind kind : kKinds) {
    const std::string name = "observed " + std::to_string(static_cast<int>(kind));
    made.exercise.panels.push_back(sample::panel(kind, "title", name));
    made.exercise.panels.back().steps = "steps";
    if (below(random, 2) == 0) made.exercise.panels.back().unit = "B";
    run.observations.push_back(sample::observation(name, value(random)));
    run.observations.back().file = text(random);
  }
  run.observations.push_back(sample::observation("steps", list(random, 1)));
  run.observations.push_back(sample::observation(text(random), value(random)));
  for (std::size_t i = below(random, 40); i > 0; --i)
    sample::add_event(run, event(random));
  for (std::size_t i = below(random, 5); i > 0; --i)
    run.notices.push_back(text(random));
  if (below(random, 2) == 0) run.exception = {text(random), text(random), text(random), 3};
  result.status = static_cast<judge::Status>(below(random, 4));
  result.cause = static_cast<supervise::Cause>(below(random, 11));
  result.message = text(random);
  result.python = text(random);
  result.source = text(random);
  result.log = text(random);
  result.seconds = real(random);
  result.stdout_text = text(random) + text(random);
  result.stderr_text = text(random);
  for (judge::Check& check : result.checks) {
    check.status = static_cast<judge::CheckStatus>(below(random, 3));
    check.file = text(random);
    check.observed.reset();
    if (below(random, 4) != 0) check.observed = value(random);
    check.expected_text = text(random);  // an expectation may quote another observation
  }
  result.watched = map(random, 2);
  return made;
}

}  // namespace lab::report::noise
