#include "bindings/watch/got_slots.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

// A module calls a function of another module through a word of its own that the dynamic linker
// fills in:
//
//   call pthread_cond_signal ─► PLT: jmp *slot ─► GOT: slot │ address │ ─► the function
//
// A relocation of type JUMP_SLOT (DT_JMPREL) names the symbol of a slot that a PLT jumps through;
// code compiled with -fno-plt loads a slot that GLOB_DAT (DT_RELA) names. Both are looked at.
//
// A slot may still hold the address of the linker's own resolver (lazy binding): whoever calls
// that gets the slot overwritten behind his back. So what is called in place of the module's call
// is never the slot's former word but what the name means in this process, as dlsym sees it: the C
// library's function, or a sanitizer's in front of it.
//
// With -z relro the slots of GLOB_DAT, and with -z now all, are in pages that are read-only once
// the module is loaded: they are made writable for the moment of the exchange.

namespace lab::bindings {
namespace {

#if defined(__x86_64__)
constexpr std::uint64_t kJumpSlot = R_X86_64_JUMP_SLOT;
constexpr std::uint64_t kGlobDat = R_X86_64_GLOB_DAT;
#elif defined(__aarch64__)
constexpr std::uint64_t kJumpSlot = R_AARCH64_JUMP_SLOT;
constexpr std::uint64_t kGlobDat = R_AARCH64_GLOB_DAT;
#else
#error "x86-64 and aarch64 only"
#endif

/// What of a module's dynamic section leads to its slots.
struct Module {
  ElfW(Addr) base = 0;
  const ElfW(Dyn) * dynamic = nullptr;
  std::uintptr_t relro_begin = 0;
  std::uintptr_t relro_end = 0;
};

struct Sought {
  std::uintptr_t inside;
  Module found;
};

int look_at_module(dl_phdr_info* info, std::size_t, void* data) {
  auto& sought = *static_cast<Sought*>(data);
  Module module{info->dlpi_addr};
  bool holds = false;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& part = info->dlpi_phdr[i];
    const std::uintptr_t begin = info->dlpi_addr + part.p_vaddr;
    if (part.p_type == PT_LOAD)
      holds = holds || (sought.inside >= begin && sought.inside - begin < part.p_memsz);
    if (part.p_type == PT_DYNAMIC) module.dynamic = reinterpret_cast<const ElfW(Dyn)*>(begin);
    if (part.p_type == PT_GNU_RELRO) {
      module.relro_begin = begin;
      module.relro_end = begin + part.p_memsz;
    }
  }
  if (!holds) return 0;
  sought.found = module;
  return 1;
}

/// An entry of the dynamic section that is an address. The dynamic linker adds the base to it when
/// it loads the module; a program that is not relocatable has none to add.
std::uintptr_t address_of(const Module& module, ElfW(Addr) value) {
  return value < module.base ? module.base + value : value;
}

struct Tables {
  const ElfW(Sym) * symbols = nullptr;
  const char* names = nullptr;
  std::uintptr_t plt = 0;
  std::size_t plt_size = 0;
  std::uintptr_t rela = 0;
  std::size_t rela_size = 0;
};

Tables tables_of(const Module& module) {
  Tables tables;
  for (const ElfW(Dyn)* entry = module.dynamic; entry->d_tag != DT_NULL; ++entry) {
    const std::uintptr_t address = address_of(module, entry->d_un.d_ptr);
    switch (entry->d_tag) {
      case DT_SYMTAB:
        tables.symbols = reinterpret_cast<const ElfW(Sym)*>(address);
        break;
      case DT_STRTAB:
        tables.names = reinterpret_cast<const char*>(address);
        break;
      case DT_JMPREL:
        tables.plt = address;
        break;
      case DT_PLTRELSZ:
        tables.plt_size = entry->d_un.d_val;
        break;
      case DT_RELA:
        tables.rela = address;
        break;
      case DT_RELASZ:
        tables.rela_size = entry->d_un.d_val;
        break;
      default:
        break;
    }
  }
  return tables;
}

void collect(const Module& module, const Tables& tables, std::uintptr_t table, std::size_t size,
             std::string_view function, std::vector<GotSlot>& slots) {
  const auto* entry = reinterpret_cast<const ElfW(Rela)*>(table);
  for (std::size_t left = size / sizeof *entry; left > 0; --left, ++entry) {
    const std::uint64_t type = ELF64_R_TYPE(entry->r_info);
    if (type != kJumpSlot && type != kGlobDat) continue;
    const ElfW(Sym)& symbol = tables.symbols[ELF64_R_SYM(entry->r_info)];
    if (function != tables.names + symbol.st_name) continue;
    const std::uintptr_t at = module.base + entry->r_offset;
    slots.push_back(
        {reinterpret_cast<void**>(at), at >= module.relro_begin && at < module.relro_end});
  }
}

bool protect(const GotSlot& slot, int protection) noexcept {
  static const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(slot.address) & ~(page - 1);
  return ::mprotect(reinterpret_cast<void*>(begin), page, protection) == 0;
}

/// Writes the slot as the dynamic linker does: threads may be calling through it meanwhile.
bool set_slot(const GotSlot& slot, void* function) noexcept {
  if (slot.read_only && !protect(slot, PROT_READ | PROT_WRITE)) return false;
  __atomic_store_n(slot.address, function, __ATOMIC_RELEASE);
  if (slot.read_only) protect(slot, PROT_READ);
  return true;
}

}  // namespace

std::vector<GotSlot> got_slots(const void* inside, std::string_view function) {
  Sought sought{reinterpret_cast<std::uintptr_t>(inside), {}};
  std::vector<GotSlot> slots;
  if (::dl_iterate_phdr(look_at_module, &sought) == 0) return slots;
  const Module& module = sought.found;
  if (module.dynamic == nullptr) return slots;
  const Tables tables = tables_of(module);
  if (tables.symbols == nullptr || tables.names == nullptr) return slots;
  collect(module, tables, tables.plt, tables.plt_size, function, slots);
  collect(module, tables, tables.rela, tables.rela_size, function, slots);
  return slots;
}

GotExchange::GotExchange(const void* inside, std::vector<Function> functions) {
  for (const Function& function : functions) {
    const std::vector<GotSlot> found = got_slots(inside, function.name);
    void* const former = ::dlsym(RTLD_DEFAULT, function.name);
    if (found.empty() || former == nullptr) {
      throw std::runtime_error(std::string("this CPython does not call ") + function.name +
                               " through a table of its own that could be changed: link it with "
                               "the C library as a shared one");
    }
    *function.former = former;
    for (const GotSlot& slot : found)
      slots_.push_back({slot, function.ours});
  }
}

void GotExchange::exchange() {
  while (done_ < slots_.size()) {
    Exchanged& one = slots_[done_];
    one.before = *one.slot.address;
    if (!set_slot(one.slot, one.ours)) {
      const std::string reason = std::strerror(errno);
      take_back();
      throw std::runtime_error(
          "the table by which CPython calls the C library cannot be changed: " + reason);
    }
    ++done_;
  }
}

void GotExchange::take_back() noexcept {
  while (done_ > 0) {
    const Exchanged& one = slots_[--done_];
    if (*one.slot.address == one.ours) set_slot(one.slot, one.before);
  }
}

}  // namespace lab::bindings
