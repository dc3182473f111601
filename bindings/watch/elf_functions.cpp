#include "bindings/watch/elf_functions.h"

#include <elf.h>

#include <bit>
#include <cstring>
#include <optional>

// What is read of the file:
//
//     Elf64_Ehdr   e_shoff ──► Elf64_Shdr[e_shnum]   one is SHT_SYMTAB or SHT_DYNSYM
//                                 │ sh_offset ──► Elf64_Sym[]   st_value, st_size, st_name
//                                 │ sh_link   ──► another Elf64_Shdr, SHT_STRTAB
//                                                    sh_offset ──► the names, each ended by 0
//
// The entries are copied out by memcpy: a file may place them at any offset.

namespace lab::bindings {
namespace {

using Bytes = std::span<const std::byte>;

/// `size` bytes from `offset` on, or nothing where the file does not have them.
std::optional<Bytes> part(Bytes file, std::uint64_t offset, std::uint64_t size) {
  if (offset > file.size() || size > file.size() - offset) return std::nullopt;
  return file.subspan(offset, size);
}

template <typename Entry>
std::optional<Entry> entry_at(Bytes file, std::uint64_t offset) {
  std::optional<Bytes> bytes = part(file, offset, sizeof(Entry));
  if (!bytes) return std::nullopt;
  Entry entry;
  std::memcpy(&entry, bytes->data(), sizeof entry);
  return entry;
}

std::optional<Elf64_Ehdr> header_of(Bytes file) {
  constexpr unsigned char kOrder =
      std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
  std::optional<Elf64_Ehdr> header = entry_at<Elf64_Ehdr>(file, 0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) return std::nullopt;
  if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != kOrder)
    return std::nullopt;
  if (header->e_shentsize != sizeof(Elf64_Shdr)) return std::nullopt;
  return header;
}

std::optional<Elf64_Shdr> section_at(Bytes file, const Elf64_Ehdr& header, std::uint64_t number) {
  // Below 2^16 sections of 64 bytes: this only overflows for an e_shoff that is nonsense, and then
  // gives another nonsense.
  if (number >= header.e_shnum) return std::nullopt;
  return entry_at<Elf64_Shdr>(file, header.e_shoff + number * sizeof(Elf64_Shdr));
}

std::optional<Elf64_Shdr> section_of_type(Bytes file, const Elf64_Ehdr& header,
                                          std::uint32_t type) {
  for (std::uint64_t number = 0; number < header.e_shnum; ++number) {
    std::optional<Elf64_Shdr> section = section_at(file, header, number);
    if (section && section->sh_type == type) return section;
  }
  return std::nullopt;
}

/// The text at `offset` of a string table; nothing when no 0 ends it.
std::optional<std::string_view> name_at(Bytes strings, std::uint64_t offset) {
  if (offset >= strings.size()) return std::nullopt;
  const Bytes rest = strings.subspan(offset);
  const void* end = std::memchr(rest.data(), 0, rest.size());
  if (end == nullptr) return std::nullopt;
  const auto* begin = reinterpret_cast<const char*>(rest.data());
  return std::string_view(begin, static_cast<const char*>(end) - begin);
}

bool functions_of(Bytes file, const Elf64_Ehdr& header, std::uint32_t type,
                  const std::function<void(const ElfFunction&)>& take) {
  std::optional<Elf64_Shdr> table = section_of_type(file, header, type);
  if (!table || table->sh_entsize != sizeof(Elf64_Sym)) return false;
  std::optional<Elf64_Shdr> names = section_at(file, header, table->sh_link);
  if (!names || names->sh_type != SHT_STRTAB) return false;
  std::optional<Bytes> symbols = part(file, table->sh_offset, table->sh_size);
  std::optional<Bytes> strings = part(file, names->sh_offset, names->sh_size);
  if (!symbols || !strings) return false;
  bool any = false;
  for (std::uint64_t at = 0; symbols->size() - at >= sizeof(Elf64_Sym); at += sizeof(Elf64_Sym)) {
    const Elf64_Sym symbol = *entry_at<Elf64_Sym>(*symbols, at);
    if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_size == 0) continue;
    if (symbol.st_shndx == SHN_UNDEF) continue;
    std::optional<std::string_view> name = name_at(*strings, symbol.st_name);
    if (!name || name->empty()) continue;
    take({symbol.st_value, symbol.st_size, *name});
    any = true;
  }
  return any;
}

}  // namespace

bool for_each_function(std::span<const std::byte> file,
                       const std::function<void(const ElfFunction&)>& take) {
  std::optional<Elf64_Ehdr> header = header_of(file);
  if (!header) return false;
  return functions_of(file, *header, SHT_SYMTAB, take) ||
         functions_of(file, *header, SHT_DYNSYM, take);
}

}  // namespace lab::bindings
