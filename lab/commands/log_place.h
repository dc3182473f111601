#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace lab::commands {

/// The log of one run, from its making to its end. While the run goes on it has a name of its own,
/// so that two runs of one exercise do not write over each other; kept logs end as <name>.lablog,
/// the latest run's.
class LogPlace {
 public:
  /// @param chosen the person's --log FILE; nothing: $XDG_CACHE_HOME/lab or ~/.cache/lab, or the
  /// folder of temporary files where neither can be written.
  /// @param capacity bytes, see record::create_log
  /// @throws record::LogError when it cannot be made.
  LogPlace(const std::optional<std::filesystem::path>& chosen, std::string_view name,
           std::uint64_t capacity);
  ~LogPlace();  ///< of a log that was neither kept nor dropped: it stays, as evidence
  LogPlace(const LogPlace&) = delete;
  LogPlace& operator=(const LogPlace&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Finishes the log and gives it its last name. @returns that name.
  std::filesystem::path keep();
  void drop();

 private:
  std::filesystem::path path_;
  std::filesystem::path final_path_;
};

/// Where logs go that nobody chose a place for; made when it is not there.
std::filesystem::path log_cache();
/// The file there of a run of this name: "demo.py.lablog".
std::string log_file_name(std::string_view name);
/// A folder of its own there, for the logs of a program that is started again and again.
std::filesystem::path log_folder();

}  // namespace lab::commands
