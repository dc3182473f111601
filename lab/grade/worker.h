#pragma once

#include <cstdint>
#include <string>

#include "lab/grade/workers.h"

// Between the front and one worker lies a socket pair:
//
//     front ── u32 number of a job ─────────────────────────► worker
//           ◄── u32 length, the result as result_bytes.h ────
//
// An end of file says that the other one is gone.

namespace lab::grade {

using JobNumber = std::uint32_t;
using ResultSize = std::uint32_t;

/// A longer result is a broken worker.
inline constexpr ResultSize kLongestResult = ResultSize{256} << 20U;

/// A worker's life: jobs from `socket` until its end of file, until a signal, or until the front
/// (`front`) is gone. Never returns, runs no exit handler.
[[noreturn]] void work(int socket, int front, const Jobs& jobs);

/// Sends all of `bytes`. @returns false when the other side is gone.
bool send_all(int socket, const void* bytes, std::size_t size);

}  // namespace lab::grade
