#include <fmt/core.h>

#include <algorithm>

#include "lab/judge/exercise.h"

namespace fs = std::filesystem;

namespace lab::judge {
namespace {

/// The folders in `parent`, by name, without the hidden ones.
std::vector<fs::path> folders_in(const fs::path& parent) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (fs::directory_iterator it(parent, error), end; !error && it != end; it.increment(error)) {
    std::string name = it->path().filename().string();
    std::error_code ignored;
    if (!name.starts_with('.') && !name.starts_with('_') && it->is_directory(ignored)) {
      folders.push_back(it->path());
    }
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

/// Why `exercise` cannot stand beside `others`: a number and a slug name one exercise each.
std::optional<ExerciseError> clash(const Exercise& exercise, const std::vector<Exercise>& others) {
  fs::path file = exercise.directory / "exercise.toml";
  for (const Exercise& other : others) {
    if (other.slug == exercise.slug) {
      return ExerciseError(file, 0, 0,
                           fmt::format("the slug '{}' is that of {} too; another name "
                                       "for the folder was expected",
                                       exercise.slug, other.directory.string()));
    }
    if (other.number == exercise.number) {
      return ExerciseError(file, 0, 0,
                           fmt::format("number {} is that of {} too; another was expected",
                                       exercise.number, other.directory.string()));
    }
  }
  return std::nullopt;
}

}  // namespace

Catalogue load_catalogue(const fs::path& root) {
  Catalogue catalogue;
  std::error_code error;
  if (!fs::is_directory(root, error)) {
    catalogue.broken.emplace_back(root, 0, 0,
                                  "no such folder; the folder of the exercises was "
                                  "expected");
  }
  for (const fs::path& topic : folders_in(root)) {
    for (const fs::path& folder : folders_in(topic)) {
      try {
        Exercise exercise = load_exercise(folder / "exercise.toml");
        if (auto problem = clash(exercise, catalogue.exercises)) {
          catalogue.broken.push_back(*problem);
        } else {
          catalogue.exercises.push_back(std::move(exercise));
        }
      } catch (const ExerciseError& problem) {
        catalogue.broken.push_back(problem);
      }
    }
  }
  std::sort(catalogue.exercises.begin(), catalogue.exercises.end(),
            [](const Exercise& a, const Exercise& b) { return a.number < b.number; });
  return catalogue;
}

}  // namespace lab::judge
