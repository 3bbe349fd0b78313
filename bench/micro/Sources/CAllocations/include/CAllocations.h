#ifndef C_ALLOCATIONS_H
#define C_ALLOCATIONS_H

#include <stdint.h>

/// Whether allocations are counted here: with glibc only.
int c_allocations_are_counted(void);

/// How often this process has asked for memory so far: malloc, calloc, realloc, aligned_alloc and posix_memalign.
uint64_t c_allocations_count(void);

#endif
