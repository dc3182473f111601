// Reads every file of a folder as the fuzzer does, in an ordinary build: lab_record_replay_corpus
// FOLDER

#include <cstdio>
#include <filesystem>
#include <span>
#include <system_error>

#include "tests/record/read_hostile.h"
#include "tests/record/temporary_log.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: lab_record_replay_corpus FOLDER\n", stderr);
    return 2;
  }
  int count = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1], error)) {
    const std::string bytes = lab::record::test::file_bytes(entry.path());
    std::printf("%s\n", entry.path().filename().c_str());
    lab::record::test::read_hostile(std::as_bytes(std::span(bytes)));
    ++count;
  }
  if (count == 0) {
    std::fprintf(
        stderr,
        "lab_record_replay_corpus: %s has no seeds; make them with lab_record_make_corpus\n",
        argv[1]);
    return 1;
  }
}
