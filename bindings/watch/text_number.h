#pragma once

#include <Python.h>

#include <cstdint>
#include <string_view>

namespace lab::bindings {

/// The number of a text in this process's log, for fields of FieldType::text: interned the first
/// time, remembered from then on. Lone surrogates come out as \udc80; what is not ASCII is cut
/// after 1 KiB. 0 when there is no log or the log is full.
///
/// Async-signal-safe and lock-free, with or without the GIL as long as `text` stays: it allocates
/// nothing and changes nothing of Python's.
std::uint64_t text_number(PyObject* text) noexcept;
std::uint64_t text_number(std::string_view text) noexcept;

}  // namespace lab::bindings
