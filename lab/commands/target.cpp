#include "lab/commands/target.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "lab/commands/command.h"

namespace fs = std::filesystem;

namespace lab::commands {

fs::path exercises_root() {
  if (const char* root = std::getenv("LAB_EXERCISES"); root != nullptr && *root != '\0')
    return root;
  return LAB_EXERCISES_DIR;
}

namespace {

bool looks_like_slug(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-';
  });
}

/// exercises/<topic>/<slug>/exercise.toml, found without reading the other exercises.
std::optional<fs::path> find_exercise_file(const std::string& slug) {
  std::error_code error;
  for (const auto& topic : fs::directory_iterator(exercises_root(), error)) {
    fs::path file = topic.path() / slug / "exercise.toml";
    if (fs::exists(file, error)) return file;
  }
  return std::nullopt;
}

std::vector<std::string> all_slugs() {
  std::vector<std::string> slugs;
  std::error_code error;
  for (const auto& topic : fs::directory_iterator(exercises_root(), error)) {
    for (const auto& folder : fs::directory_iterator(topic.path(), error)) {
      if (fs::exists(folder.path() / "exercise.toml", error)) {
        slugs.push_back(folder.path().filename().string());
      }
    }
  }
  return slugs;
}

[[noreturn]] void fail_unknown(const std::string& name) {
  std::vector<std::string> names = judge::nearest(name, all_slugs());
  std::string text = fmt::format("no exercise and no file is called '{}'", name);
  if (!names.empty()) text += fmt::format("; did you mean {}?", fmt::join(names, ", "));
  throw UsageError(text + " (lab list shows all exercises)");
}

}  // namespace

judge::Exercise find_exercise(const std::string& slug) {
  if (looks_like_slug(slug)) {
    if (auto file = find_exercise_file(slug)) return judge::load_exercise(*file);
  }
  fail_unknown(slug);
}

void require_source_file(const fs::path& path) {
  const std::string name = path.string();
  std::error_code error;
  fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    throw UsageError(fmt::format("{}: no such file", name));
  }
  if (status.type() == fs::file_type::directory) {
    throw UsageError(fmt::format("{}: is a folder; name a .py file in it", name));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) throw UsageError(fmt::format("{}: cannot be read: {}", name, std::strerror(errno)));
  if (status.type() != fs::file_type::regular) return;  // a pipe: Python reads it once, we may not
  const std::uintmax_t size = fs::file_size(path, error);
  std::string head(std::min<std::uintmax_t>(error ? 0 : size, std::uintmax_t{1} << 20U), '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  if (std::size_t nul = head.find('\0'); nul != std::string::npos) {
    auto line = std::count(head.begin(), head.begin() + static_cast<std::ptrdiff_t>(nul), '\n') + 1;
    throw UsageError(fmt::format(
        "{}:{}: NUL byte: this is a binary file, not Python source; name a .py file", name, line));
  }
}

Target resolve_target(const TargetWords& words) {
  Script script;
  if (!words.code.empty()) {
    script = {"-c", {"-c", words.code}};
  } else if (!words.module.empty()) {
    script = {"-m " + words.module, {"-m", words.module}};
  } else if (words.name.empty()) {
    throw UsageError("nothing to run: name an exercise, a file, -m MODULE or -c CODE (lab list)");
  } else {
    if (looks_like_slug(words.name)) {
      if (auto file = find_exercise_file(words.name)) return judge::load_exercise(*file);
      if (!fs::exists(words.name)) fail_unknown(words.name);
    }
    std::error_code error;
    bool package = fs::exists(fs::path(words.name) / "__main__.py", error);
    if (!package) require_source_file(words.name);
    script = {words.name, {words.name}};
  }
  script.arguments.insert(script.arguments.end(), words.arguments.begin(), words.arguments.end());
  return script;
}

}  // namespace lab::commands
