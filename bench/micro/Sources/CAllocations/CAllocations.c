#include "CAllocations.h"

#if defined(__GLIBC__)

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

// An executable's own functions come before those of shared libraries; glibc offers its own under second names.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *pointer, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static _Atomic uint64_t count;

static void add(void) { atomic_fetch_add_explicit(&count, 1, memory_order_relaxed); }

void *malloc(size_t size) {
    add();
    return __libc_malloc(size);
}

void *calloc(size_t items, size_t size) {
    add();
    return __libc_calloc(items, size);
}

void *realloc(void *pointer, size_t size) {
    add();
    return __libc_realloc(pointer, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    add();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **pointer, size_t alignment, size_t size) {
    add();
    void *made = __libc_memalign(alignment, size);
    if (made == NULL) return ENOMEM;
    *pointer = made;
    return 0;
}

int c_allocations_are_counted(void) { return 1; }

uint64_t c_allocations_count(void) { return atomic_load_explicit(&count, memory_order_relaxed); }

#else

int c_allocations_are_counted(void) { return 0; }

uint64_t c_allocations_count(void) { return 0; }

#endif
