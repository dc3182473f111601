#include "bindings/bindings.h"

namespace lab::bindings {
namespace {

record::Writer* writer_of_this_process = nullptr;

}  // namespace

record::Writer* log() noexcept {
  return writer_of_this_process;
}

void set_log(record::Writer* writer) noexcept {
  writer_of_this_process = writer;
}

}  // namespace lab::bindings
