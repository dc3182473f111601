#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Copies `size` bytes of this process from `address`, without a fault where nothing is mapped.
/// @returns whether all of them were there
bool lab_copy_memory(uint64_t address, void* to, size_t size);

/// Whether `address` lies in the program or a shared library: what is there was not allocated.
bool lab_in_loaded_file(uint64_t address);

#ifdef __cplusplus
}
#endif
