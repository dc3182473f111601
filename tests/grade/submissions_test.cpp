#include "lab/grade/submissions.h"

#include <doctest.h>
#include <unistd.h>

#include <fstream>

#include "lab/supervise/run.h"

namespace fs = std::filesystem;

namespace lab::grade {
namespace {

const std::vector<std::string> kSlugs = {"one", "two"};

/// A folder of its own with files in it.
class Folder {
 public:
  void write(const fs::path& name) const {
    fs::create_directories((path() / name).parent_path());
    std::ofstream(path() / name) << "x = 1\n";
  }
  const fs::path& path() const { return folder_.path(); }

 private:
  supervise::PrivateFolder folder_;
};

std::string names(const Found& found) {
  std::string text;
  for (const Submission& submission : found.submissions)
    text += submission.person + ":" + submission.slug + (submission.fault.empty() ? " " : "! ");
  return text;
}

}  // namespace

TEST_CASE("AFileAFolderAndAFolderForEachPerson") {
  Folder folder;
  folder.write("one.py");
  folder.write("s02/two.py");
  folder.write("s01/one.py");
  CHECK(names(find_submissions({folder.path()}, kSlugs)) == ":one s01:one s02:two ");
  CHECK(names(find_submissions({folder.path() / "one.py"}, kSlugs)) == ":one ");
  CHECK(names(find_submissions({folder.path() / "s02"}, kSlugs)) == ":two ");
  CHECK(names(find_submissions({folder.path() / "s01", folder.path() / "s02/"}, kSlugs)) ==
        "s01:one s02:two ");
}

TEST_CASE("ANameThatIsNoExerciseHasAFault") {
  Folder folder;
  folder.write("s01/twoo.py");
  const Found found = find_submissions({folder.path()}, kSlugs);
  CHECK(names(found) == "s01:twoo! ");
  CHECK(found.submissions[0].fault.find("did you mean two?") != std::string::npos);
}

TEST_CASE("LinksToFoldersAreNotEntered") {
  Folder folder;
  folder.write("s01/one.py");
  fs::create_directory_symlink(folder.path() / "s01", folder.path() / "s02");
  fs::create_directory_symlink("/", folder.path() / "s01/root");
  const Found found = find_submissions({folder.path()}, kSlugs);
  CHECK(names(found) == "s01:one ");
  CHECK(found.passed_over.size() == 2);
}

TEST_CASE("AnythingCalledLikeASubmissionIsOne") {
  Folder folder;
  fs::create_symlink("/dev/zero", folder.path() / "one.py");
  CHECK(names(find_submissions({folder.path()}, kSlugs)) == ":one ");  // read_source refuses it
}

TEST_CASE("TheOrderIsThatOfTheNames") {
  Folder folder;
  for (const char* name : {"b/two.py", "a/two.py", "b/one.py", "a/one.py", "B/one.py"})
    folder.write(name);
  CHECK(names(find_submissions({folder.path()}, kSlugs)) == "B:one a:one a:two b:one b:two ");
}

TEST_CASE("NothingIsFoundTwice") {
  Folder folder;
  folder.write("s01/one.py");
  const fs::path file = folder.path() / "s01/../s01/one.py";
  CHECK(find_submissions({folder.path() / "s01/one.py", file}, kSlugs).submissions.size() == 1);
}

TEST_CASE("PathsThatAreNone") {
  Folder folder;
  folder.write("one.txt");
  CHECK_THROWS_AS(find_submissions({folder.path() / "none"}, kSlugs), SubmissionError);
  CHECK_THROWS_AS(find_submissions({folder.path() / "one.txt"}, kSlugs), SubmissionError);
  CHECK_THROWS_AS(find_submissions({folder.path()}, kSlugs), SubmissionError);
}

}  // namespace lab::grade
