#include <doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "lab/live/saved_files.h"

namespace fs = std::filesystem;
using lab::live::SavedFiles;

namespace {

struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "lab-live-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  void write(const char* name) const { std::ofstream(path / name) << "text"; }
  fs::path path;
};

}  // namespace

TEST_CASE("AFileThatIsWrittenIsToldOfOnce") {
  const Folder folder;
  folder.write("a.py");
  SavedFiles saved({folder.path / "a.py"});
  CHECK_FALSE(saved.take());
  folder.write("a.py");
  CHECK(saved.take());
  CHECK_FALSE(saved.take());
}

TEST_CASE("AFileThatIsReplacedAsEditorsDo") {
  const Folder folder;
  folder.write("a.py");
  SavedFiles saved({folder.path / "a.py"});
  folder.write("a.py.new");
  CHECK_FALSE(saved.take());
  fs::rename(folder.path / "a.py.new", folder.path / "a.py");
  CHECK(saved.take());
}

TEST_CASE("OtherFilesOfTheFolderAreNone") {
  const Folder folder;
  SavedFiles saved({folder.path / "a.py", folder.path / "none" / "b.py"});
  folder.write("other.py");
  CHECK_FALSE(saved.take());
  folder.write("a.py");
  CHECK(saved.take());
}
