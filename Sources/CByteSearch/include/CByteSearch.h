// Searching bytes as wide as the processor can, which Swift's own vectors do not do.

#ifndef CBYTESEARCH_H
#define CBYTESEARCH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Whether cbytesearch_find may be called: the processor has AVX2.
int cbytesearch_is_wide(void);

// The least bytes of text that cbytesearch_find looks at, beyond the needle's own.
#define CBYTESEARCH_LEAST 32

// The first place in `text` where the `needle_count` bytes of `needle` stand, or -1. Two of them, at `first` and `second`,
// are looked for at 32 places at a time, and the rest is compared where both are found.
//
// `count` must be at least `needle_count + CBYTESEARCH_LEAST`. Nothing outside of the text is read.
ptrdiff_t cbytesearch_find(const uint8_t *text, size_t count, const uint8_t *needle, size_t needle_count, size_t first,
                           size_t second);

#ifdef __cplusplus
}
#endif

#endif
