#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

namespace lab::bindings {

/// A function that an ELF file names. `name` points into the file's bytes.
struct ElfFunction {
  std::uint64_t address = 0;  ///< as the file was linked, before it was loaded anywhere
  std::uint64_t size = 0;     ///< bytes, never 0
  std::string_view name;
};

/// Gives every named function of a 64-bit ELF file of this machine's byte order: those of .symtab
/// where the file has one, otherwise (a stripped library) those of .dynsym. Trusts no offset, size
/// or count of the file: what does not lie within `file` is left out.
/// @returns false when `file` is no such ELF file or names nothing
bool for_each_function(std::span<const std::byte> file,
                       const std::function<void(const ElfFunction&)>& take);

}  // namespace lab::bindings
