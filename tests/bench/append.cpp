// What an append costs, as one line of JSON. Not a test: it asserts nothing about time.
//
//   lab_bench_append [FOLDER [RECORDS]]      the folder decides the file system

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "lab/record/reader.h"
#include "lab/record/writer.h"

namespace {

using lab::record::Field;
using lab::record::FieldType;
using lab::record::Reader;
using lab::record::Writer;

constexpr std::array<Field, 1> kFields{{{"n", FieldType::uint64}}};  // 24 + 8 = 32 bytes

double nanoseconds_each(std::uint64_t start, std::uint64_t count) {
  return static_cast<double>(Writer::now() - start) / static_cast<double>(count);
}

/// The processor's time of this thread: what others do on the machine is not the append's price.
double processor_ns() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

/// Runs batches until `count` things are done. @returns the median batch's time for each of them.
template <typename Batch>
double median_each(std::uint64_t count, Batch batch) {
  constexpr std::uint64_t kSize = 131072;  // 4 MiB of records: the kernel's part is in every batch
  std::vector<double> times;
  for (std::uint64_t done = 0; done == 0 || done + kSize <= count; done += kSize) {
    const double start = processor_ns();
    batch(kSize);
    times.push_back((processor_ns() - start) / kSize);
  }
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

double clock_alone(std::uint64_t count) {
  std::uint64_t sum = 0;
  const double each = median_each(count, [&](std::uint64_t size) {
    for (std::uint64_t i = 0; i < size; ++i)
      sum += Writer::now();
  });
  return sum == 0 ? -1 : each;
}

void append(Writer& writer, std::uint16_t schema, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i)
    writer.event(schema, {&i, 1});
}

/// A log, what a short run does with it, and its end: what every `lab run` pays.
double short_run_us(const std::filesystem::path& path) {
  const double start = processor_ns();
  lab::record::create_log(path, lab::record::kDefaultCapacity);
  {
    Writer writer(path);
    writer.process_start("3.11.2", {});
    append(writer, writer.declare("bench", kFields), 100);
    writer.process_end(0);
  }
  lab::record::finish_log(path);
  return (processor_ns() - start) / 1000;
}

double one_thread(const std::filesystem::path& path, std::uint64_t count) {
  lab::record::create_log(path, lab::record::kDefaultCapacity);
  Writer writer(path);
  const std::uint16_t schema = writer.declare("bench", kFields);
  return median_each(count, [&](std::uint64_t size) { append(writer, schema, size); });
}

struct Together {
  double each_ns = 0;
  double read_ns = 0;
  std::uint64_t read = 0;
};

Together two_threads(const std::filesystem::path& path, std::uint64_t count) {
  lab::record::create_log(path, lab::record::kDefaultCapacity);
  Together result;
  {
    Writer writer(path);
    const std::uint16_t schema = writer.declare("bench", kFields);
    const std::uint64_t start = Writer::now();
    std::thread other([&] { append(writer, schema, count); });
    append(writer, schema, count);
    other.join();
    result.each_ns = nanoseconds_each(start, 2 * count);
  }
  lab::record::finish_log(path);
  Reader reader(path);
  const std::uint64_t start = Writer::now();
  while (reader.next())
    ++result.read;
  result.read_ns = nanoseconds_each(start, result.read);
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  std::filesystem::path folder =
      argc > 1 ? std::filesystem::path(argv[1]) : std::filesystem::temp_directory_path();
  std::uint64_t count = 5'000'000;
  if (argc > 2) {
    const std::string_view word = argv[2];
    if (std::from_chars(word.data(), word.data() + word.size(), count).ec != std::errc() ||
        count == 0) {
      std::fprintf(stderr,
                   "lab_bench_append: '%s' is no number of records; write for example 1000000\n",
                   argv[2]);
      return 2;
    }
  }
  const std::filesystem::path path = folder / "bench-append.lablog";
  try {
    const double clock = clock_alone(count);
    const double short_run = short_run_us(path);
    const double alone = one_thread(path, count);
    const Together two = two_threads(path, count);
    std::printf(
        "{\"clock_ns\": %.1f, \"append_ns\": %.1f, \"beyond_the_clock_ns\": %.1f, "
        "\"short_run_us\": %.1f, "
        "\"two_threads_append_ns\": %.1f, \"two_threads_written\": %llu, \"two_threads_read\": "
        "%llu, "
        "\"read_ns\": %.1f}\n",
        clock, alone, alone - clock, short_run, two.each_ns,
        static_cast<unsigned long long>(2 * count), static_cast<unsigned long long>(two.read),
        two.read_ns);
  } catch (const lab::record::LogError& error) {
    std::fprintf(stderr, "lab_bench_append: %s\n", error.what());
    return 1;
  }
  std::filesystem::remove(path);
}
