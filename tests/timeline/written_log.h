#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "lab/record/writer.h"
#include "lab/timeline/timeline.h"
#include "tests/record/temporary_log.h"

namespace lab::timeline::test {

/// Writes a log as a host would, with times of the test's own: record n happens n microseconds after
/// the first.
class WrittenLog {
 public:
  WrittenLog();
  const std::filesystem::path& path() const { return log_.path(); }

  void start(std::string_view script);
  void line(std::string_view file, int line);
  void refcount(std::string_view object, std::uint64_t value);
  void gil(std::string_view what);  ///< "take", "let_go", "wait", "retake"
  void request();
  void collect(std::uint64_t generation, bool begins, std::uint64_t length);
  void notice(std::string_view text);
  /// So many records of all kinds, the same for the same seed.
  void mixture(std::size_t count, unsigned seed);
  void close() { writer_.reset(); }

  std::uint64_t written() const { return count_; }

 private:
  std::uint64_t text(std::string_view text);
  void event(std::uint16_t schema, std::span<const std::uint64_t> words);

  record::test::TemporaryLog log_;
  std::unique_ptr<record::Writer> writer_;
  std::uint64_t start_;
  std::uint64_t count_ = 0;
  std::map<std::string, std::uint64_t, std::less<>> texts_;
  std::uint16_t line_, refcount_, take_, let_go_, retake_, wait_, request_, gc_start_, gc_stop_;
};

/// Takes all that is there.
void take_all(Timeline& timeline);

/// All entries, in order.
std::vector<Entry> entries(Timeline& timeline);

}  // namespace lab::timeline::test
