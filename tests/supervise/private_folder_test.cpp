#include <doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/supervise/child_command.h"

using namespace lab::supervise;
using namespace lab::supervise::test;
namespace fs = std::filesystem;

namespace {

void write_file(const fs::path& path) {
  std::ofstream(path) << "text";
}

/// Permissions mean nothing to root: as another user the test can fail.
void drop_root() {
  if (geteuid() != 0) return;
  if (setresgid(65534, 65534, 65534) != 0 || setresuid(65534, 65534, 65534) != 0) _exit(92);
}

void nest(const fs::path& path, int depth) {
  int here = open(path.c_str(), O_RDONLY | O_DIRECTORY);
  for (; depth > 0; --depth) {
    if (mkdirat(here, "deeper", 0700) != 0) throw std::runtime_error("mkdirat");
    int next = openat(here, "deeper", O_RDONLY | O_DIRECTORY);
    close(here);
    here = next;
  }
  close(here);
}

}  // namespace

TEST_CASE("PrivateFolderIsForTheOwnerOnly") {
  PrivateFolder folder;
  struct stat status {};
  REQUIRE(stat(folder.path().c_str(), &status) == 0);
  CHECK(S_ISDIR(status.st_mode));
  CHECK((status.st_mode & 07777) == 0700);
  CHECK(folder.path().is_absolute());
}

TEST_CASE("PrivateFolderIsRemovedWithItsContent") {
  fs::path path;
  {
    PrivateFolder folder;
    path = folder.path();
    fs::create_directories(path / "a" / "b" / "c");
    write_file(path / "a" / "b" / "file");
    write_file(path / ".hidden");
    REQUIRE(mkfifo((path / "a" / "fifo").c_str(), 0600) == 0);
  }
  CHECK_FALSE(fs::exists(path));
}

TEST_CASE("LinksOutOfThePrivateFolderAreNotFollowed") {
  PrivateFolder outside;
  write_file(outside.path() / "kept");
  chmod((outside.path() / "kept").c_str(), 0400);
  fs::path path;
  {
    PrivateFolder folder;
    path = folder.path();
    fs::create_directory_symlink(outside.path(), path / "folder-link");
    fs::create_symlink(outside.path() / "kept", path / "file-link");
    fs::create_symlink("/nowhere", path / "dangling");
  }
  CHECK_FALSE(fs::exists(path));
  CHECK(fs::exists(outside.path() / "kept"));
}

TEST_CASE("PrivateFolderExchangedForALink") {
  PrivateFolder outside;
  write_file(outside.path() / "kept");
  fs::path link;
  fs::path moved;
  {
    PrivateFolder folder;
    link = moved = folder.path();
    moved += "-moved";
    fs::rename(link, moved);
    fs::create_directory_symlink(outside.path(), link);
  }
  CHECK(fs::exists(outside.path() / "kept"));
  fs::remove(link);
  fs::remove(moved);
}

TEST_CASE("FoldersThatDenyEverythingAreRemoved") {
  int status = in_process([] {
    drop_root();
    fs::path path;
    {
      PrivateFolder folder;
      path = folder.path();
      fs::create_directories(path / "a" / "b" / "c");
      write_file(path / "a" / "b" / "c" / "file");
      chmod((path / "a" / "b" / "c").c_str(), 0500);
      chmod((path / "a" / "b").c_str(), 0);
      chmod(path.c_str(), 0500);
    }
    return fs::exists(path) ? 1 : 0;
  });
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(WIFEXITED(status));
}

TEST_CASE("NestingDeeperThanDescriptorsAndPaths") {
  int status = in_process([] {
    rlimit few{32, 32};
    setrlimit(RLIMIT_NOFILE, &few);
    fs::path path;
    {
      PrivateFolder folder;
      path = folder.path();
      nest(path, 1000);
      fs::create_directory(path / ".removed-1");  // a name that the removal would take itself
      write_file(path / ".removed-2");
    }
    return fs::exists(path) ? 1 : 0;
  });
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(WIFEXITED(status));
}

TEST_CASE("NoPlaceForPrivateFolder") {
  int status = in_process([] {
    setenv("TMPDIR", "/nowhere", 1);
    try {
      PrivateFolder folder;
    } catch (const RunError& error) {
      std::string text = error.what();
      return text.find("/nowhere") != std::string::npos && text.find("TMPDIR") != std::string::npos
                 ? 0
                 : 1;
    }
    return 2;
  });
  CHECK(WEXITSTATUS(status) == 0);
}
