#pragma once

#include <nlohmann/json.hpp>

namespace lab::commands {

/// Goes on as lab-web, the program beside this one that serves the page and writes reports, with what
/// it is to do (lab/web/program/spec.h). Only returns, with an exception, when it is not there.
[[noreturn]] void become_web_program(const nlohmann::ordered_json& spec);

}  // namespace lab::commands
