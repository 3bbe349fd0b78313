#include "CByteSearch.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

int cbytesearch_is_wide(void) { return __builtin_cpu_supports("avx2"); }

// The places of the 32 from `text` on at which both bytes stand, a bit each.
__attribute__((target("avx2"), always_inline)) static inline uint32_t both(const uint8_t *left, const uint8_t *right,
                                                                           __m256i first, __m256i second) {
    __m256i is_first = _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)left), first);
    __m256i is_second = _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)right), second);
    return (uint32_t)_mm256_movemask_epi8(_mm256_and_si256(is_first, is_second));
}

__attribute__((target("avx2"))) ptrdiff_t cbytesearch_find(const uint8_t *text, size_t count, const uint8_t *needle,
                                                           size_t needle_count, size_t first, size_t second) {
    const __m256i firsts = _mm256_set1_epi8((char)needle[first]), seconds = _mm256_set1_epi8((char)needle[second]);
    // The last place at which a block of 32 begins so that the needle fits in at each of them.
    size_t last = count - needle_count - 31;
    for (size_t place = 0;;) {
        uint32_t marks = both(text + place + first, text + place + second, firsts, seconds);
        while (marks) {
            size_t candidate = place + (size_t)__builtin_ctz(marks);
            if (memcmp(text + candidate, needle, needle_count) == 0) { return (ptrdiff_t)candidate; }
            marks &= marks - 1;
        }
        if (place == last) { return -1; }
        // What is left at the end is looked at together with places that are known to hold nothing.
        place = place + 32 < last ? place + 32 : last;
    }
}

#else

int cbytesearch_is_wide(void) { return 0; }

ptrdiff_t cbytesearch_find(const uint8_t *text, size_t count, const uint8_t *needle, size_t needle_count, size_t first,
                           size_t second) {
    (void)text, (void)count, (void)needle, (void)needle_count, (void)first, (void)second;
    return -1;
}

#endif
