#include "bindings/watch/elf_functions.h"

#include <doctest.h>
#include <elf.h>

#include <cstring>
#include <map>
#include <string>
#include <vector>

using lab::bindings::ElfFunction;
using lab::bindings::for_each_function;

namespace {

/// A file of the smallest shape that has names, put together by hand:
///
///     0     Elf64_Ehdr
///     64    three section headers: none, the symbols, their names
///     256   four symbols
///     352   the names
struct File {
  static constexpr std::size_t kSections = 64;
  static constexpr std::size_t kSymbols = 256;
  static constexpr std::size_t kNames = 352;

  File() : bytes(400) {
    std::memcpy(header()->e_ident, ELFMAG, SELFMAG);
    header()->e_ident[EI_CLASS] = ELFCLASS64;
    header()->e_ident[EI_DATA] = ELFDATA2LSB;
    header()->e_shoff = kSections;
    header()->e_shentsize = sizeof(Elf64_Shdr);
    header()->e_shnum = 3;
    section(1)->sh_type = SHT_SYMTAB;
    section(1)->sh_entsize = sizeof(Elf64_Sym);
    section(1)->sh_offset = kSymbols;
    section(1)->sh_size = 4 * sizeof(Elf64_Sym);
    section(1)->sh_link = 2;
    section(2)->sh_type = SHT_STRTAB;
    section(2)->sh_offset = kNames;
    section(2)->sh_size = 48;
    std::memcpy(bytes.data() + kNames, "\0first\0second\0data", 19);
    set(1, 1, STT_FUNC, 0x1000, 16);
    set(2, 7, STT_FUNC, 0x2000, 8);
    set(3, 14, STT_OBJECT, 0x3000, 8);
  }
  Elf64_Ehdr* header() { return reinterpret_cast<Elf64_Ehdr*>(bytes.data()); }
  Elf64_Shdr* section(int i) { return reinterpret_cast<Elf64_Shdr*>(bytes.data() + kSections) + i; }
  Elf64_Sym* symbol(int i) { return reinterpret_cast<Elf64_Sym*>(bytes.data() + kSymbols) + i; }
  void set(int i, unsigned name, unsigned char type, std::uint64_t value, std::uint64_t size) {
    symbol(i)->st_name = name;
    symbol(i)->st_info = ELF64_ST_INFO(STB_GLOBAL, type);
    symbol(i)->st_shndx = 1;
    symbol(i)->st_value = value;
    symbol(i)->st_size = size;
  }

  std::vector<std::byte> bytes;
};

using Found = std::map<std::string, std::pair<std::uint64_t, std::uint64_t>>;

Found functions(std::span<const std::byte> file) {
  Found found;
  for_each_function(file, [&](const ElfFunction& one) {
    found[std::string(one.name)] = {one.address, one.size};
  });
  return found;
}

const Found kBoth = {{"first", {0x1000, 16}}, {"second", {0x2000, 8}}};

}  // namespace

TEST_CASE("FunctionsOnly") {
  CHECK(functions(File().bytes) == kBoth);
}

TEST_CASE("StrippedLibraryHasItsDynamicSymbols") {
  File file;
  file.section(1)->sh_type = SHT_DYNSYM;
  CHECK(functions(file.bytes) == kBoth);
}

TEST_CASE("FileCutAnywhere") {
  const File file;
  for (std::size_t size = 0; size < file.bytes.size(); ++size) {
    const std::vector<std::byte> cut(file.bytes.begin(),
                                     file.bytes.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK(functions(cut).empty());  // the names lie last and are needed whole
  }
}

TEST_CASE("OffsetsSizesAndCountsThatLie") {
  const std::uint64_t lies[] = {
      1, 399, 400, 401, 0xffff, 0x7fffffffffffffff, 0xfffffffffffffff0, 0xffffffffffffffff};
  for (const std::uint64_t lie : lies) {
    for (int which = 0; which < 7; ++which) {
      File file;
      if (which == 0) file.header()->e_shoff = lie;
      if (which == 1) file.header()->e_shnum = static_cast<Elf64_Half>(lie);
      if (which == 2) file.section(1)->sh_offset = lie;
      if (which == 3) file.section(1)->sh_size = lie;
      if (which == 4) file.section(1)->sh_link = static_cast<Elf64_Word>(lie);
      if (which == 5) file.section(2)->sh_offset = lie;
      if (which == 6) file.symbol(1)->st_name = static_cast<Elf64_Word>(lie);
      for (const auto& [name, place] : functions(file.bytes))
        CHECK(name.size() < 48);
    }
  }
}

TEST_CASE("NameThatNothingEnds") {
  File file;
  file.section(2)->sh_size = 16;  // cuts "second" and "data"
  std::memset(file.bytes.data() + File::kNames + 7, 'x', 9);
  CHECK(functions(file.bytes) == Found{{"first", {0x1000, 16}}});
}

TEST_CASE("OtherMachinesAndOtherFiles") {
  File narrow;
  narrow.header()->e_ident[EI_CLASS] = ELFCLASS32;
  CHECK(functions(narrow.bytes).empty());
  File other;
  other.header()->e_ident[EI_DATA] = ELFDATA2MSB;
  CHECK(functions(other.bytes).empty());
  const char text[] =
      "#!/bin/sh\nexec python3 \"$@\"  # no ELF file, though longer than its header";
  CHECK(functions(std::as_bytes(std::span(text))).empty());
}
