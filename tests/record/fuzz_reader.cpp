// The reader under libFuzzer:
//
//   cmake -B build-fuzz -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_C_COMPILER=clang
//   -DLAB_FUZZ=ON ninja -C build-fuzz lab_fuzz_reader lab_record_make_corpus
//   build-fuzz/bin/lab_record_make_corpus corpus
//   build-fuzz/bin/lab_fuzz_reader -max_total_time=120 -rss_limit_mb=512 corpus

#include <cstddef>
#include <cstdint>
#include <span>

#include "tests/record/read_hostile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  lab::record::test::read_hostile(std::as_bytes(std::span(data, size)));
  return 0;
}
