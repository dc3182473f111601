#include <doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <string>

#include "lab/confine/request.h"
#include "lab/supervise/descriptor.h"

// What the front asks of a host that forks arrives as it was sent, or not at all.

using namespace lab::confine;
using lab::supervise::Descriptor;

namespace {

struct Ends {
  Ends() {
    int ends[2];
    REQUIRE(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
    ours = Descriptor(ends[0]);
    theirs = Descriptor(ends[1]);
  }
  Descriptor ours;
  Descriptor theirs;
};

ino_t inode_of(int descriptor) {
  struct stat status {};
  return fstat(descriptor, &status) == 0 ? status.st_ino : 0;
}

}  // namespace

TEST_CASE("RequestArrivesWhole") {
  Ends ends;
  Descriptor errors(open("/dev/null", O_WRONLY));
  Descriptor ruleset(open("/dev/zero", O_RDONLY));
  RunRequest sent;
  sent.script = "/a folder/with = and \n/experiment.py";
  sent.log = "/log";
  sent.watch = "gc,gil";
  sent.environment = {"HOME=/x", "EMPTY="};
  sent.confinement.folder = "/a folder";
  sent.confinement.limits = {{RLIMIT_NPROC, {5, RLIM_INFINITY}}};
  sent.confinement.user = 61184;
  sent.confinement.may_search = true;
  sent.confinement.ruleset = ruleset.get();
  sent.errors = errors.get();
  REQUIRE(send_request(ends.ours.get(), sent));
  const auto got = receive_request(ends.theirs.get());
  REQUIRE(got);
  const Descriptor got_errors(got->errors);
  const Descriptor got_ruleset(got->confinement.ruleset);
  CHECK(got->script == sent.script);
  CHECK(got->watch == sent.watch);
  CHECK(got->allow.empty());
  CHECK(got->environment == sent.environment);
  CHECK(got->confinement.folder == sent.confinement.folder);
  REQUIRE(got->confinement.limits.size() == 1);
  CHECK(got->confinement.limits[0].value.rlim_cur == 5);
  CHECK(got->confinement.limits[0].value.rlim_max == RLIM_INFINITY);
  CHECK(got->confinement.user == 61184);
  CHECK(got->confinement.may_search);
  CHECK_FALSE(got->confinement.own_loopback);
  CHECK(got->filter == -1);
  CHECK(inode_of(got->errors) == inode_of(errors.get()));
  CHECK(inode_of(got->confinement.ruleset) == inode_of(ruleset.get()));
}

TEST_CASE("RequestNotOfTheForm") {
  for (const std::string text : {"script", "script=/x", "nonsense=1", "limit=1:2", "errors="}) {
    CAPTURE(text);
    Ends ends;
    std::string message = text;
    if (text != "script=/x") message.push_back('\0');  // that one lacks its end
    REQUIRE(send(ends.ours.get(), message.data(), message.size(), 0) > 0);
    CHECK_FALSE(receive_request(ends.theirs.get()));
  }
}

TEST_CASE("RequestFromNobody") {
  Ends ends;
  ends.ours.close();
  CHECK_FALSE(receive_request(ends.theirs.get()));
  CHECK_FALSE(send_request(ends.theirs.get(), {}));
}
