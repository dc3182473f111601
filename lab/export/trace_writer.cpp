#include "lab/export/trace_writer.h"

#include <utility>

namespace lab::exporting {
namespace {

/// Doubles hold nanoseconds in microseconds for three months.
double microseconds(std::uint64_t nanoseconds) {
  return static_cast<double>(nanoseconds) / 1000;
}

Json event(const char* phase, Track track, std::uint64_t time) {
  return {{"ph", phase}, {"pid", track.pid}, {"tid", track.tid}, {"ts", microseconds(time)}};
}

}  // namespace

TraceWriter::TraceWriter(std::ostream& out) : out_(out) {
  out_ << "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[";
}

void TraceWriter::finish() {
  out_ << "\n]}\n";
}

void TraceWriter::write(const Json& event) {
  out_ << (std::exchange(first_, false) ? "\n" : ",\n")
       << event.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void TraceWriter::slice(Track track, const char* category, const std::string& name,
                        std::uint64_t from, std::uint64_t to, Json arguments) {
  Json one = event("X", track, from);
  one["dur"] = microseconds(to - from);
  one["cat"] = category;
  one["name"] = name;
  if (!arguments.empty()) one["args"] = std::move(arguments);
  write(one);
}

void TraceWriter::arrow(const char* name, Track source, std::uint64_t from, Track target,
                        std::uint64_t to) {
  const std::uint64_t number = ++arrows_;
  for (const bool start : {true, false}) {
    Json one = start ? event("s", source, from) : event("f", target, to);
    one["id"] = number;
    one["cat"] = "gil";
    one["name"] = name;
    if (!start) one["bp"] = "e";
    write(one);
  }
}

void TraceWriter::instant(Track track, const std::string& name, std::uint64_t time,
                          Json arguments) {
  Json one = event("i", track, time);
  one["s"] = "t";
  one["name"] = name;
  one["args"] = std::move(arguments);
  write(one);
}

void TraceWriter::counter(std::uint32_t pid, const std::string& name, std::uint64_t time,
                          Json values) {
  Json one = event("C", {pid, pid}, time);
  one["name"] = name;
  one["args"] = std::move(values);
  write(one);
}

void TraceWriter::span(bool begins, Track track, const char* category, const std::string& name,
                       const std::string& id, std::uint64_t time, Json arguments) {
  Json one = event(begins ? "b" : "e", track, time);
  one["cat"] = category;
  one["name"] = name;
  one["id"] = id;
  if (!arguments.empty()) one["args"] = std::move(arguments);
  write(one);
}

void TraceWriter::name_process(std::uint32_t pid, const std::string& name) {
  write({{"ph", "M"}, {"pid", pid}, {"name", "process_name"}, {"args", {{"name", name}}}});
}

void TraceWriter::name_thread(Track track, const std::string& name) {
  write({{"ph", "M"},
         {"pid", track.pid},
         {"tid", track.tid},
         {"name", "thread_name"},
         {"args", {{"name", name}}}});
}

}  // namespace lab::exporting
