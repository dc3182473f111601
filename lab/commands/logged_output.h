#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "lab/record/file_descriptor.h"
#include "lab/record/writer.h"
#include "lab/supervise/run.h"

// What a run prints, among what its host records, so that one who reads the log while the run goes on
// sees both in their order:
//
//     output   stream ("stdout", "stderr"), text, left_out
//
// The writer is the front: pid and tid of these records are its own, and it says no process_start. One
// event has at most 32 KiB of text, and never a part of a code point. Its time is that of the reading,
// which is up to 10 ms late once a stream has given thousands of portions (supervise/capture.h). The
// text of each stream takes at most 8 MiB of the log, what surrounds it included. What is printed
// beyond that is counted, and told at the end by one more event of the stream: its text is "… 7 bytes
// more were printed", its left_out the number, which is 0 in every other one.

namespace lab::commands {

/// The front as a writer of the log of a run.
class LoggedOutput {
 public:
  /// @throws record::LogError when the log cannot be written
  explicit LoggedOutput(const std::filesystem::path& log);
  ~LoggedOutput();  ///< writes what a portion left unfinished, and what was left out
  LoggedOutput(const LoggedOutput&) = delete;
  LoggedOutput& operator=(const LoggedOutput&) = delete;

  void add(supervise::Stream stream, std::string_view portion);

 private:
  struct Printed {
    std::uint64_t name = 0;  ///< the text that names the stream
    std::string unfinished;  ///< the first bytes of a code point whose rest is not read yet
    std::uint64_t room = std::uint64_t{8} << 20U;  ///< bytes of the log
    std::uint64_t left_out = 0;                    ///< bytes, as printed
  };
  void write(Printed& printed, std::string_view text);
  void finish(Printed& printed);
  bool append(const Printed& printed, std::string_view text, std::uint64_t left_out);
  bool is_whole() const;

  record::FileDescriptor file_;
  std::uint64_t size_ = 0;
  record::Writer log_;
  std::uint16_t schema_ = 0;
  Printed out_;
  Printed err_;
};

/// supervise::run, with what the command prints in the log. Nobody of this process writes into the
/// log any more when this returns.
supervise::Outcome run_with_logged_output(supervise::Command& command,
                                          const std::filesystem::path& log);

}  // namespace lab::commands
