#include "lab/grade/submissions.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "lab/judge/exercise.h"
#include "lab/report/printable.h"

namespace fs = std::filesystem;

namespace lab::grade {
namespace {

using report::printable;

/// Names that no person hands in: of editors, of Python, of version control.
bool is_hidden(const std::string& name) {
  return name.starts_with('.') || name == "__pycache__";
}

bool is_python(const std::string& name) {
  return name.size() > 3 && name.ends_with(".py");
}

class Search {
 public:
  Search(const std::vector<std::string>& slugs, bool several) : slugs_(slugs), several_(several) {}

  void add(const fs::path& typed);
  Found take() {
    sort_submissions(found_.submissions);
    auto same = [](const Submission& a, const Submission& b) { return a.source == b.source; };
    auto& all = found_.submissions;
    all.erase(std::unique(all.begin(), all.end(), same), all.end());
    std::sort(found_.passed_over.begin(), found_.passed_over.end());
    return std::move(found_);
  }

 private:
  void folder(const fs::path& path, const std::string& person, bool has_people);
  void entry(const fs::directory_entry& entry, const std::string& person, bool has_people);
  void file(const fs::path& path, const std::string& person);
  void pass_over(const fs::path& path, std::string_view why) {
    found_.passed_over.push_back(fmt::format("{}: {}", printable(source_name(path)), why));
  }

  const std::vector<std::string>& slugs_;
  bool several_;
  Found found_;
};

void Search::file(const fs::path& path, const std::string& person) {
  Submission submission{person, path.stem().string(), path, source_name(path), {}};
  const std::string& slug = submission.slug;
  if (std::find(slugs_.begin(), slugs_.end(), slug) == slugs_.end()) {
    submission.fault = fmt::format("no exercise is called '{}'", printable(slug));
    std::vector<std::string> names = judge::nearest(slug, slugs_);
    if (!names.empty()) {
      submission.fault += fmt::format("; did you mean {}?", fmt::join(names, ", "));
    }
    submission.fault += " (lab list shows all exercises)";
  }
  found_.submissions.push_back(std::move(submission));
}

void Search::entry(const fs::directory_entry& entry, const std::string& person, bool has_people) {
  const std::string name = entry.path().filename().string();
  const fs::file_type type = entry.symlink_status().type();
  if (is_hidden(name)) {
    if (is_python(name)) pass_over(entry.path(), "a hidden file");
  } else if (type == fs::file_type::directory) {
    if (!has_people) return pass_over(entry.path(), "a folder within a person's folder");
    folder(entry.path(), name, false);
  } else if (is_python(name)) {
    file(entry.path(), person);
  } else if (type == fs::file_type::symlink) {
    pass_over(entry.path(), "a symbolic link, not followed");
  } else {
    pass_over(entry.path(), "no .py file");
  }
}

void Search::folder(const fs::path& path, const std::string& person, bool has_people) {
  try {
    for (const auto& inside : fs::directory_iterator(path))
      entry(inside, person, has_people);
  } catch (const fs::filesystem_error& error) {
    throw SubmissionError(
        fmt::format("{}: cannot be read: {}", printable(path.string()), error.code().message()));
  }
}

void Search::add(const fs::path& typed) {
  // With a slash at its end a link would be followed.
  fs::path path = typed.has_filename() ? typed : typed.parent_path();
  const std::string shown = printable(path.string());
  const std::string name = path.filename().string();
  std::error_code error;
  switch (fs::symlink_status(path, error).type()) {
    case fs::file_type::not_found:
    case fs::file_type::none: {
      std::string hint = "no such file or folder";
      if (std::find(slugs_.begin(), slugs_.end(), shown) != slugs_.end()) {
        hint += fmt::format("; its reference answer: lab grade --only {}", shown);
      }
      throw SubmissionError(fmt::format("{}: {}", shown, hint));
    }
    case fs::file_type::directory:
      return folder(path, several_ && name != "." && name != ".." ? name : "", true);
    default:
      break;
  }
  if (is_python(name)) return file(path, "");
  if (fs::is_symlink(path, error)) {
    throw SubmissionError(
        fmt::format("{}: is a symbolic link, which is not followed; name what it leads to", shown));
  }
  throw SubmissionError(fmt::format(
      "{}: is no .py file; a submission is named by its exercise, for example gc-cycles.py",
      shown));
}

}  // namespace

std::string source_name(const fs::path& file) {
  std::error_code error;
  fs::path parent = file.has_parent_path() ? file.parent_path() : fs::path(".");
  fs::path relative = fs::relative(parent, error);
  if (error || relative.empty()) return file.string();
  return (relative / file.filename()).lexically_normal().string();
}

void sort_submissions(std::vector<Submission>& submissions) {
  std::sort(submissions.begin(), submissions.end(), [](const Submission& a, const Submission& b) {
    return std::tie(a.person, a.slug, a.source) < std::tie(b.person, b.slug, b.source);
  });
}

Found find_submissions(const std::vector<fs::path>& paths, const std::vector<std::string>& slugs) {
  Search search(slugs, paths.size() > 1);
  for (const fs::path& path : paths)
    search.add(path);
  Found found = search.take();
  if (!found.submissions.empty()) return found;
  std::string text =
      "no submission found: a submission is named by its exercise, for example "
      "gc-cycles.py or s01/gc-cycles.py";
  if (!found.passed_over.empty()) text += "; passed over " + found.passed_over.front();
  throw SubmissionError(text);
}

}  // namespace lab::grade
