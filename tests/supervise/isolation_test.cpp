#include <doctest.h>
#include <sys/resource.h>

#include <cerrno>
#include <fstream>

#include "lab/supervise/landlock.h"
#include "tests/supervise/child_command.h"

// Each deed twice: without isolation it can be done, with isolation it cannot.

using namespace lab::supervise;
using namespace lab::supervise::test;

namespace {

int trespass_status(const std::string& deed, const std::string& argument,
                    const Isolation& isolation) {
  Command command = child({"trespass", deed, argument});
  command.isolation = isolation;
  Outcome outcome = run(command);
  return outcome.cause == Cause::exited ? outcome.status : 201;
}

int freely(const std::string& deed, const std::string& argument = "") {
  return trespass_status(deed, argument, {});
}

Isolation isolated(Network network = Network::none) {
  Isolation isolation;
  isolation.on = true;
  isolation.network = network;
  allow_system_files(isolation);
  allow_program(isolation, LAB_CHILD);
  return isolation;
}

std::string file_in(const PrivateFolder& folder) {
  std::string path = folder.path() / "file";
  std::ofstream(path) << "text";
  return path;
}

}  // namespace

TEST_CASE("FileOutsideRead" * doctest::skip(landlock_abi() < 1)) {
  PrivateFolder folder;
  const std::string path = file_in(folder);
  CHECK(freely("read", path) == 0);
  CHECK(trespass_status("read", path, isolated()) == EACCES);
  Isolation allowed = isolated();
  allowed.readable.push_back(folder.path());
  CHECK(trespass_status("read", path, allowed) == 0);
  CHECK(trespass_status("create", path, allowed) == EACCES);
}

TEST_CASE("FileOutsideWrittenTruncatedAndRemoved" * doctest::skip(landlock_abi() < 3)) {
  PrivateFolder folder;
  const std::string path = file_in(folder);
  for (const char* deed : {"create", "truncate", "remove"}) {
    CAPTURE(deed);
    CHECK(trespass_status(deed, path, isolated()) == EACCES);
    CHECK(freely(deed, path) == 0);
    Isolation allowed = isolated();
    allowed.writable.push_back(folder.path());
    file_in(folder);
    CHECK(trespass_status(deed, path, allowed) == 0);
  }
}

TEST_CASE("PasswordsRead" * doctest::skip(landlock_abi() < 1)) {
  CHECK(freely("read", "/etc/passwd") == 0);
  CHECK(trespass_status("read", "/etc/passwd", isolated()) == EACCES);
}

TEST_CASE("EnvironmentOfTheFrontRead" * doctest::skip(landlock_abi() < 1)) {
  CHECK(freely("front-environment") == 0);
  // Root as root may read it from Linux 6.15 (CAP_PERFMON), so root's runs become somebody else.
  Isolation other = isolated();
  const std::filesystem::path needed[] = {LAB_CHILD};
  other.user = ordinary_user(needed);
  CHECK(trespass_status("front-environment", "", other) == EACCES);
}

TEST_CASE("FrontSignalled" * doctest::skip(landlock_abi() < 6)) {
  CHECK(freely("signal-front") == 0);
  CHECK(trespass_status("signal-front", "", isolated()) == EPERM);
  CHECK(trespass_status("signal-self", "", isolated()) == 0);
}

TEST_CASE("DangerousSystemCalls") {
  for (const char* deed : {"trace", "keyring", "personality"}) {
    CAPTURE(deed);
    CHECK(freely(deed) == 0);
    CHECK(trespass_status(deed, "", isolated()) == EPERM);
  }
}

TEST_CASE("OpenFilesAndFileSize") {
  Command files = child({"limit", std::to_string(RLIMIT_NOFILE)});
  files.limits.open_files = 77;
  CHECK(run(files).captured_stdout == "77\n");
  Command bytes = child({"limit", std::to_string(RLIMIT_FSIZE)});
  bytes.limits.file_bytes = 123456;
  CHECK(run(bytes).captured_stdout == "123456\n");
}

TEST_CASE("NamespaceUnshared") {
  CHECK(trespass_status("unshare", "", isolated()) == EPERM);
}

TEST_CASE("SocketsByKindOfNetwork") {
  CHECK(freely("socket") == 0);
  CHECK(freely("netlink") == 0);
  CHECK(trespass_status("socket", "", isolated()) == EPERM);
  CHECK(trespass_status("socket-pair", "", isolated()) == 0);
  CHECK(trespass_status("socket", "", isolated(Network::loopback)) == 0);
  CHECK(trespass_status("netlink", "", isolated(Network::loopback)) == EPERM);
  CHECK(trespass_status("netlink", "", isolated(Network::any)) == 0);
}
