#include "lab/report/source_line.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace lab::report {
namespace {

constexpr std::size_t kLargestSource = std::size_t{4} << 20U;

std::string read_source(const std::string& file) {
  std::error_code error;
  // Of a pipe or a device, opening alone could last for ever.
  if (!std::filesystem::is_regular_file(file, error)) return {};
  std::ifstream in(file, std::ios::binary);
  std::string text(kLargestSource, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return text;
}

}  // namespace

bool SourceLines::may_read(const std::string& file) const {
  if (!file.ends_with(".py")) return false;
  const auto& own = run_.own_sources;
  return own.empty() || std::find(own.begin(), own.end(), file) != own.end();
}

std::string SourceLines::line(const std::string& file, int number) {
  if (number <= 0 || !may_read(file)) return {};
  auto at = files_.find(file);
  if (at == files_.end()) at = files_.emplace(file, read_source(file)).first;
  std::string_view rest = at->second;
  for (int i = 1; i < number; ++i) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
  rest = rest.substr(0, rest.find('\n'));
  const std::size_t first = rest.find_first_not_of(" \t\r\f");
  if (first == std::string_view::npos) return {};
  return std::string(rest.substr(first, rest.find_last_not_of(" \t\r\f") + 1 - first));
}

}  // namespace lab::report
