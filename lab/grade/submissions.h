#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

// Whose answer to which exercise lies where. Three shapes are understood:
//
//     gc-cycles.py                    a file, named by the slug of its exercise
//     answers/gc-cycles.py            a folder of such files
//     submissions/s01/gc-cycles.py    a folder for each person
//
// Nothing is opened here, and no symbolic link is followed: what a person handed in may be a link to
// somebody else's answer, or to a device.

namespace lab::grade {

struct Submission {
  std::string person;  ///< the name of the folder; empty: nobody's in particular
  std::string slug;    ///< the file's name without .py; an exercise, unless there is a fault
  std::filesystem::path file;
  std::string source;  ///< the file as reports name it: relative to the present folder
  std::string fault;   ///< why it cannot be run, a sentence; empty: nothing is known against it
};

struct Found {
  std::vector<Submission> submissions;   ///< by person, slug and source: the same on each machine
  std::vector<std::string> passed_over;  ///< what lay there and is no submission, a sentence each
};

/// A path of the command line that is no submission and no folder of them. The message names it and
/// what to type.
class SubmissionError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Looks at `paths`. Where several folders are named, the files directly in one belong to the person
/// that the folder is named after, so that submissions/* and submissions mean the same.
/// @param slugs of all exercises; a .py file with another name is a submission with a fault
/// @throws SubmissionError
Found find_submissions(const std::vector<std::filesystem::path>& paths,
                       const std::vector<std::string>& slugs);

/// The order of reports: by person, slug and source, as bytes.
void sort_submissions(std::vector<Submission>& submissions);

/// `file` relative to the present folder; its last part is never resolved.
std::string source_name(const std::filesystem::path& file);

}  // namespace lab::grade
