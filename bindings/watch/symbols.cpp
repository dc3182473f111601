#include "bindings/watch/symbols.h"

#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include "bindings/watch/elf_functions.h"
#include "lab/record/file_descriptor.h"

// How a signal handler may read what grows: a table is complete before it is published by one
// atomic store, and is never changed or freed after that (the numbers of its names apart, which are
// atomics). What is loaded later gets a further table, put before the others.
//
//     newest_table ──► SymbolTable ──► SymbolTable ──► null
//                         files      [begin, end) of each file      one test says "not mine"
//                         functions  sorted by begin                binary search
//
// A table stays when its library is unloaded: the log may still ask.

namespace lab::bindings {
namespace {

struct Function {
  std::uintptr_t begin;
  std::uintptr_t end;
  std::string name;
  mutable std::atomic<std::uint64_t> text = 0;

  Function(std::uintptr_t first, std::uintptr_t last, std::string_view called)
      : begin(first), end(last), name(called) {}
  Function(Function&& other) noexcept
      : begin(other.begin), end(other.end), name(std::move(other.name)) {}
  Function& operator=(Function&& other) noexcept {
    begin = other.begin;
    end = other.end;
    name = std::move(other.name);
    return *this;
  }
  Function(const Function&) = delete;
  Function& operator=(const Function&) = delete;
  ~Function() = default;
};

struct Loaded {
  std::string path;
  std::uintptr_t base = 0;  ///< added to the addresses in the file
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  bool operator==(const Loaded&) const = default;
};

struct SymbolTable {
  std::vector<Loaded> files;
  std::vector<Function> functions;
  const SymbolTable* next = nullptr;
};

std::atomic<const SymbolTable*> newest_table = nullptr;

/// A file as bytes, for as long as this lives; empty when it cannot be mapped.
class MappedFile {
 public:
  explicit MappedFile(const char* path) {
    record::FileDescriptor file(::open(path, O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (!file.is_open() || ::fstat(file.number(), &status) != 0 || status.st_size <= 0) return;
    size_ = static_cast<std::size_t>(status.st_size);
    base_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.number(), 0);
  }
  ~MappedFile() {
    if (base_ != MAP_FAILED) ::munmap(base_, size_);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  std::span<const std::byte> bytes() const {
    if (base_ == MAP_FAILED) return {};
    return {static_cast<const std::byte*>(base_), size_};
  }

 private:
  void* base_ = MAP_FAILED;
  std::size_t size_ = 0;
};

bool is_known(const Loaded& file) {
  for (const SymbolTable* table = newest_table.load(); table != nullptr; table = table->next) {
    if (std::find(table->files.begin(), table->files.end(), file) != table->files.end())
      return true;
  }
  return false;
}

int note_file(dl_phdr_info* info, std::size_t, void* files) {
  Loaded file;
  // The program itself comes first and has no name.
  file.path = info->dlpi_name[0] != '\0' ? info->dlpi_name : "/proc/self/exe";
  file.base = info->dlpi_addr;
  file.begin = UINTPTR_MAX;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const auto& segment = info->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
    const std::uintptr_t begin = info->dlpi_addr + segment.p_vaddr;
    file.begin = std::min(file.begin, begin);
    file.end = std::max(file.end, begin + segment.p_memsz);
  }
  if (file.begin < file.end) static_cast<std::vector<Loaded>*>(files)->push_back(std::move(file));
  return 0;
}

/// "list_append.isra.0" → "list_append": gcc's own suffixes begin at the first point.
std::string_view source_name(std::string_view name) {
  return name.substr(0, name.find('.', 1));
}

void read_functions(const Loaded& file, std::vector<Function>& into) {
  MappedFile mapped(file.path.c_str());
  for_each_function(mapped.bytes(), [&](const ElfFunction& function) {
    const std::uintptr_t begin = file.base + function.address;
    if (begin < file.begin || begin >= file.end || function.size > file.end - begin) return;
    into.emplace_back(begin, begin + function.size, source_name(function.name));
  });
}

const Function* function_at(const SymbolTable& table, std::uintptr_t address) {
  auto after = std::upper_bound(
      table.functions.begin(), table.functions.end(), address,
      [](std::uintptr_t wanted, const Function& function) { return wanted < function.begin; });
  if (after == table.functions.begin()) return nullptr;
  const Function& below = *std::prev(after);
  return address < below.end ? &below : nullptr;
}

std::uint64_t name_number(const Function& function, record::Writer& log) {
  std::uint64_t text = function.text.load(std::memory_order_relaxed);
  if (text == 0) {
    text = log.intern(function.name);
    function.text.store(text, std::memory_order_relaxed);
  }
  return text;
}

struct FoundFunction {
  bool known_file = false;
  const Function* function = nullptr;
};

FoundFunction find_function(std::uintptr_t address) noexcept {
  for (const SymbolTable* table = newest_table.load(); table != nullptr; table = table->next) {
    for (const Loaded& file : table->files) {
      if (address >= file.begin && address < file.end) return {true, function_at(*table, address)};
    }
  }
  return {};
}

}  // namespace

void read_symbols() {
  std::vector<Loaded> loaded;
  ::dl_iterate_phdr(note_file, &loaded);
  auto table = std::make_unique<SymbolTable>();
  for (Loaded& file : loaded) {
    if (is_known(file)) continue;
    read_functions(file, table->functions);
    table->files.push_back(std::move(file));
  }
  if (table->files.empty()) return;
  // Of several names for one address the first in the alphabet is given, run for run.
  std::sort(table->functions.begin(), table->functions.end(),
            [](const Function& a, const Function& b) {
              return a.begin != b.begin ? a.begin < b.begin : a.name > b.name;
            });
  table->next = newest_table.load();
  newest_table.store(table.release());  // never freed: a signal handler may be reading it
}

Symbol symbol_at(std::uintptr_t address, record::Writer& log) noexcept {
  const FoundFunction found = find_function(address);
  return {found.known_file, found.function == nullptr ? 0 : name_number(*found.function, log)};
}

std::string_view function_name_at(std::uintptr_t address) noexcept {
  const Function* function = find_function(address).function;
  return function == nullptr ? std::string_view() : std::string_view(function->name);
}

}  // namespace lab::bindings
