// Reading an address of which nobody knows whether anything is there: process_vm_readv on
// ourselves. The kernel looks it up, and answers EFAULT where a plain load would be a SIGSEGV. A
// process may always read itself so, whatever ptrace is restricted to. A call costs some 0.3 µs,
// against 25 µs and more for a look into /proc/self/maps.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1  // process_vm_readv, dl_iterate_phdr
#endif
#include "bindings/internals/own_memory.h"

#include <errno.h>
#include <link.h>
#include <sys/uio.h>
#include <unistd.h>

bool lab_copy_memory(uint64_t address, void* to, size_t size) {
  const int saved = errno;
  const struct iovec local = {to, size};
  const struct iovec remote = {(void*)(uintptr_t)address, size};
  const ssize_t got = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
  errno = saved;
  return got == (ssize_t)size;
}

static int holds_address(struct dl_phdr_info* file, size_t size, void* address) {
  (void)size;
  const uint64_t sought = *(const uint64_t*)address;
  for (int i = 0; i < file->dlpi_phnum; ++i) {
    const ElfW(Phdr)* part = &file->dlpi_phdr[i];
    const uint64_t begin = file->dlpi_addr + part->p_vaddr;
    if (part->p_type == PT_LOAD && sought >= begin && sought - begin < part->p_memsz) return 1;
  }
  return 0;
}

bool lab_in_loaded_file(uint64_t address) {
  return dl_iterate_phdr(holds_address, &address) != 0;
}
