#include "lab/commands/web_program.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace lab::commands {

void become_web_program(const nlohmann::ordered_json& spec) {
  std::error_code error;
  const std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::string program = (own.parent_path() / "lab-web").string();
  std::string text = spec.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  std::string name = "lab-web";
  char* const words[] = {name.data(), text.data(), nullptr};
  std::fflush(stdout);
  ::execv(program.c_str(), words);
  throw std::runtime_error(fmt::format("{}: {}; build it with the lab (scripts/lab does)", program,
                                       std::strerror(errno)));
}

}  // namespace lab::commands
