#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace lab::supervise {

/// The processes of one run: the main one and all that descend from it. While it lives, this
/// process adopts orphans (PR_SET_CHILD_SUBREAPER), so that nobody leaves the tree by losing its
/// parent.
class ProcessTree {
 public:
  /// Before the main process is started: our children of now do not belong to the run.
  ProcessTree();
  /// Of what is left of runs whose supervisor died: all of our children but `not_ours`.
  explicit ProcessTree(std::vector<pid_t> not_ours);
  ~ProcessTree();  ///< ends what end() did not
  ProcessTree(const ProcessTree&) = delete;
  ProcessTree& operator=(const ProcessTree&) = delete;

  /// @param own_group the process leads a process group that can be killed as one
  void set_main(pid_t pid, bool own_group);
  bool main_ended() const;

  struct Use {
    double cpu_seconds = 0;
    std::uint64_t memory = 0;  ///< bytes
  };
  /// What all of them use now; orphans that have ended are waited for on the way.
  /// @param known_memory see resident_memory
  Use measure(std::uint64_t known_memory);

  /// Kills whatever is left of the tree and waits until none of it is.
  void end();

  int main_status() const { return main_status_; }     ///< as wait(2) gives it; after end()
  double cpu_seconds() const { return cpu_seconds_; }  ///< of all that were waited for

 private:
  bool nothing_left() const;
  void reap(pid_t pid);

  std::vector<pid_t> not_ours_;
  pid_t main_ = -1;
  bool own_group_ = false;
  bool was_subreaper_ = false;
  int main_status_ = 0;
  double cpu_seconds_ = 0;
};

}  // namespace lab::supervise
