#include "lab/timeline/sources.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace fs = std::filesystem;

namespace lab::timeline {
namespace {

constexpr std::uintmax_t kMostBytes = 1U << 20U;

/// The code of -c, which records call "<string>"; empty where the program is another.
std::string code_of(const Overview& overview) {
  const auto option = std::find(overview.argv.begin(), overview.argv.end(), "-c");
  if (option == overview.argv.end() || std::next(option) == overview.argv.end()) return {};
  return *std::next(option);
}

std::string read_source(const fs::path& file) {
  std::error_code error;
  const bool readable = file.extension() == ".py" && fs::is_regular_file(file, error) &&
                        fs::file_size(file, error) <= kMostBytes && !error;
  if (!readable) return {};
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

std::vector<Source> sources(const Overview& overview,
                            const std::map<std::string, fs::path>& copies) {
  std::vector<Source> all;
  for (const std::string& file : overview.own_files) {
    if (file == "<string>") {
      if (std::string code = code_of(overview); !code.empty())
        all.push_back({file, "-c", std::move(code)});
      continue;
    }
    const auto copy = copies.find(fs::path(file).filename().string());
    const fs::path place = copy == copies.end() ? fs::path(file) : copy->second;
    std::string text = read_source(place);
    if (!text.empty()) all.push_back({file, place.filename().string(), std::move(text)});
  }
  return all;
}

}  // namespace lab::timeline
