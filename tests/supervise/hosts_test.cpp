#include <doctest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include "lab/supervise/hosts.h"
#include "lab/supervise/run.h"

using namespace lab::supervise;
namespace fs = std::filesystem;

namespace {

/// A folder of hosts, as the build makes it, named by $LAB_HOSTS.
class HostFolder {
 public:
  HostFolder() {
    setenv("LAB_HOSTS", folder_.path().c_str(), 1);
    write(path() / "python3.11", "");
    fs::create_symlink(path() / "python3.11", path() / "python3");
  }
  ~HostFolder() { unsetenv("LAB_HOSTS"); }
  HostFolder(const HostFolder&) = delete;
  HostFolder& operator=(const HostFolder&) = delete;

  fs::path path() const { return folder_.path(); }
  void write(const fs::path& file, const std::string& text) const {
    std::ofstream(file) << text;
    chmod(file.c_str(), 0700);
  }
  void add(const std::string& name, const std::string& version, const std::string& python,
           bool preferred = false) const {
    write(path() / ("lab-host-" + name), "");
    write(path() / ("lab-host-" + name + ".json"),
          "{\"version\": \"" + version + "\", \"python\": \"" + python +
              "\", \"library\": \"libpython.so\"" + (preferred ? ", \"default\": true}" : "}"));
  }
  void add_three() const {
    add("3.13", "3.13.0", "/nowhere/python3.13");
    add("3.9", "3.9.20", "/nowhere/python3.9");
    add("3.11", "3.11.2", (path() / "python3.11").string(), true);
  }

 private:
  PrivateFolder folder_;
};

std::string error_of(const std::vector<Host>& hosts, const std::string& python) {
  try {
    choose_host(hosts, python);
  } catch (const RunError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("DefaultHostFirstOthersByVersion") {
  HostFolder folder;
  folder.add_three();
  HostSearch search = search_hosts();
  REQUIRE(search.hosts.size() == 3);
  CHECK(search.problems.empty());
  CHECK(search.hosts[0].version == "3.11.2");
  CHECK(search.hosts[0].program == folder.path() / "lab-host-3.11");
  CHECK(search.hosts[0].library == "libpython.so");
  CHECK(search.hosts[1].version == "3.9.20");
  CHECK(search.hosts[2].version == "3.13.0");
}

TEST_CASE("BrokenSidecarIsSkippedAndNamed") {
  HostFolder folder;
  folder.add("3.11", "3.11.2", "/nowhere/python");
  folder.write(folder.path() / "lab-host-3.12", "");
  folder.write(folder.path() / "lab-host-3.12.json", "{\"version\": ");
  folder.write(folder.path() / "lab-host-3.14", "");
  folder.write(folder.path() / "lab-host-3.14.json", "{\"version\": 3.14}");
  HostSearch search = search_hosts();
  CHECK(search.hosts.size() == 1);
  REQUIRE(search.problems.size() == 2);
  CHECK(search.problems[0].find("lab-host-3.12: ") != std::string::npos);
  CHECK(search.problems[1].find("lab-host-3.14: ") != std::string::npos);
}

TEST_CASE("HostOrSidecarMissing") {
  HostFolder folder;
  folder.add("3.11", "3.11.2", "/nowhere/python");
  fs::remove(folder.path() / "lab-host-3.11");
  folder.write(folder.path() / "lab-host-3.12", "");
  HostSearch search = search_hosts();
  CHECK(search.hosts.empty());
  REQUIRE(search.problems.size() == 2);
  CHECK(search.problems[0].find("is missing or cannot be executed") != std::string::npos);
  CHECK(search.problems[1].find("lab-host-3.12.json is missing") != std::string::npos);
}

TEST_CASE("HostFolderMissing") {
  HostFolder folder;
  setenv("LAB_HOSTS", "/nowhere", 1);
  CHECK(find_hosts().empty());
}

TEST_CASE("ChooseHostByVersion") {
  HostFolder folder;
  folder.add_three();
  std::vector<Host> hosts = find_hosts();
  CHECK(choose_host(hosts, "").version == "3.11.2");
  CHECK(choose_host(hosts, "3.13").version == "3.13.0");
  CHECK(choose_host(hosts, "3.13.0").version == "3.13.0");
  CHECK(choose_host(hosts, "3").version == "3.11.2");
}

TEST_CASE("ChooseHostByPath") {
  HostFolder folder;
  folder.add_three();
  std::vector<Host> hosts = find_hosts();
  CHECK(choose_host(hosts, (folder.path() / "python3").string()).version == "3.11.2");
  CHECK(choose_host(hosts, (folder.path() / "lab-host-3.9").string()).version == "3.9.20");
  CHECK(choose_host(hosts, "lab-host-3.13").version == "3.13.0");
}

TEST_CASE("ChooseHostThatIsNotThere") {
  HostFolder folder;
  folder.add_three();
  std::vector<Host> hosts = find_hosts();
  std::string error = error_of(hosts, "3.12");
  CHECK(error.find("3.12") != std::string::npos);
  CHECK(error.find("3.13.0 (/nowhere/python3.13)") != std::string::npos);
  CHECK(error.find("scripts/lab hosts add 3.12") != std::string::npos);
  CHECK_FALSE(error_of(hosts, "3.13.1").empty());
  CHECK_FALSE(error_of(hosts, "3.1").empty());
  CHECK_FALSE(error_of(hosts, "/nowhere/python").empty());
  CHECK_FALSE(error_of(hosts, "no-such-python").empty());
  CHECK(error_of({}, "").find("no host is built; to add it: scripts/lab hosts add") == 0);
}
