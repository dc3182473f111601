#pragma once

#include <string_view>

namespace lab::explain {

/// What a bytecode instruction does, as the rest of a sentence that begins with "it": "pushes a
/// local variable". Specialised and instrumented forms do what their base does.
/// @param opcode as `dis` names it, of CPython 3.11 to 3.15
/// @returns "" for an instruction that is not known
std::string_view what_opcode_does(std::string_view opcode);

}  // namespace lab::explain
