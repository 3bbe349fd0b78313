// The kernels for AVX2: whole blocks here, and what is left at the end by the plain ones.

#include "CRowKernels.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define WIDE __attribute__((target("avx2")))
#define INLINE static inline __attribute__((always_inline))

INLINE int is_wide(void) { return __builtin_cpu_supports("avx2"); }

WIDE INLINE __m256i load(const void *place) { return _mm256_loadu_si256((const __m256i *)place); }

WIDE INLINE void store(void *place, __m256i value) { _mm256_storeu_si256((__m256i *)place, value); }

// A byte for each of eight kinds: all ones where it is above the threshold. Kinds are below 128, so that signs do not matter.
WIDE INLINE __m128i eight_above(const uint8_t *kinds, __m128i threshold) {
    return _mm_cmpgt_epi8(_mm_loadl_epi64((const __m128i *)kinds), threshold);
}

WIDE static void bits_above(const uint8_t *kinds, size_t blocks, uint8_t threshold, uint8_t *bits) {
    const __m256i limit = _mm256_set1_epi8((char)threshold);
    for (size_t block = 0; block < blocks; block++) {
        uint32_t set = (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(load(kinds + block * 32), limit));
        memcpy(bits + block * 4, &set, 4);
    }
}

void crowkernels_bits_above(const uint8_t *kinds, size_t count, uint8_t threshold, uint8_t *bits) {
    size_t blocks = is_wide() ? count / 32 : 0;
    if (blocks) { bits_above(kinds, blocks, threshold, bits); }
    crowkernels_bits_above_portable(kinds + blocks * 32, count - blocks * 32, threshold, bits + blocks * 4);
}

WIDE static void bits_true(const uint8_t *kinds, const uint64_t *payloads, size_t blocks, uint8_t threshold,
                           uint8_t *bits) {
    const __m128i limit = _mm_set1_epi8((char)threshold);
    const __m256i zero = _mm256_setzero_si256();
    for (size_t block = 0; block < blocks; block++) {
        const uint64_t *first = payloads + block * 8;
        uint32_t above = (uint32_t)_mm_movemask_epi8(eight_above(kinds + block * 8, limit));
        uint32_t low = (uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpeq_epi64(load(first), zero)));
        uint32_t high = (uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpeq_epi64(load(first + 4), zero)));
        bits[block] = (uint8_t)(above & ~(low | high << 4));
    }
}

void crowkernels_bits_true(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t threshold,
                           uint8_t *bits) {
    size_t blocks = is_wide() ? count / 8 : 0;
    if (blocks) { bits_true(kinds, payloads, blocks, threshold, bits); }
    crowkernels_bits_true_portable(kinds + blocks * 8, payloads + blocks * 8, count - blocks * 8, threshold,
                                   bits + blocks);
}

WIDE static size_t count_kind(const uint8_t *kinds, size_t blocks, uint8_t kind) {
    const __m256i wanted = _mm256_set1_epi8((char)kind), zero = _mm256_setzero_si256();
    __m256i found = zero;
    for (size_t block = 0; block < blocks;) {
        // A byte counts no further than 255.
        size_t end = blocks - block < 255 ? blocks : block + 255;
        __m256i bytes = zero;
        for (; block < end; block++) {
            bytes = _mm256_sub_epi8(bytes, _mm256_cmpeq_epi8(load(kinds + block * 32), wanted));
        }
        found = _mm256_add_epi64(found, _mm256_sad_epu8(bytes, zero));
    }
    uint64_t parts[4];
    store(parts, found);
    return (size_t)(parts[0] + parts[1] + parts[2] + parts[3]);
}

size_t crowkernels_count(const uint8_t *kinds, size_t count, uint8_t kind) {
    size_t blocks = is_wide() ? count / 32 : 0, found = 0;
    if (blocks) { found = count_kind(kinds, blocks, kind); }
    return found + crowkernels_count_portable(kinds + blocks * 32, count - blocks * 32, kind);
}

WIDE static uint32_t kinds_of(const uint8_t *kinds, size_t blocks) {
    // A kind's bit, looked up: of the first eight, and of the other eight.
    const __m256i low = _mm256_set_epi8(0, 0, 0, 0, 0, 0, 0, 0, -128, 64, 32, 16, 8, 4, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, -128,
                                        64, 32, 16, 8, 4, 2, 1);
    const __m256i high = _mm256_set_epi8(-128, 64, 32, 16, 8, 4, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, -128, 64, 32, 16, 8, 4, 2, 1,
                                         0, 0, 0, 0, 0, 0, 0, 0);
    __m256i lows = _mm256_setzero_si256(), highs = lows;
    for (size_t block = 0; block < blocks; block++) {
        __m256i bytes = _mm256_and_si256(load(kinds + block * 32), _mm256_set1_epi8(15));
        lows = _mm256_or_si256(lows, _mm256_shuffle_epi8(low, bytes));
        highs = _mm256_or_si256(highs, _mm256_shuffle_epi8(high, bytes));
    }
    uint8_t parts[2][32];
    store(parts[0], lows);
    store(parts[1], highs);
    uint32_t found = 0;
    for (size_t place = 0; place < 32; place++) { found |= parts[0][place] | (uint32_t)parts[1][place] << 8; }
    return found;
}

uint32_t crowkernels_kinds(const uint8_t *kinds, size_t count) {
    size_t blocks = is_wide() ? count / 32 : 0;
    uint32_t found = blocks ? kinds_of(kinds, blocks) : 0;
    return found | crowkernels_kinds_portable(kinds + blocks * 32, count - blocks * 32);
}

WIDE static void words_of(const uint8_t *kinds, const uint64_t *payloads, size_t blocks, uint8_t threshold,
                          uint64_t *words) {
    const __m128i limit = _mm_set1_epi8((char)threshold);
    for (size_t block = 0; block < blocks; block++) {
        const uint64_t *first = payloads + block * 8;
        __m128i above = eight_above(kinds + block * 8, limit);
        store(words + block * 8, _mm256_and_si256(load(first), _mm256_cvtepi8_epi64(above)));
        store(words + block * 8 + 4,
              _mm256_and_si256(load(first + 4), _mm256_cvtepi8_epi64(_mm_srli_si128(above, 4))));
    }
}

void crowkernels_words(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t threshold,
                       uint64_t *words) {
    size_t blocks = is_wide() ? count / 8 : 0;
    if (blocks) { words_of(kinds, payloads, blocks, threshold, words); }
    size_t done = blocks * 8;
    crowkernels_words_portable(kinds + done, payloads + done, count - done, threshold, words + done);
}

// The lower, or upper, halves of the eight payloads from `first` on.
WIDE INLINE __m256i halves(const uint64_t *first, int are_upper) {
    __m256 left = _mm256_castsi256_ps(load(first)), right = _mm256_castsi256_ps(load(first + 4));
    __m256 mixed = are_upper ? _mm256_shuffle_ps(left, right, 0xDD) : _mm256_shuffle_ps(left, right, 0x88);
    return _mm256_permute4x64_epi64(_mm256_castps_si256(mixed), 0xD8);
}

WIDE static uint64_t offsets_of(const uint8_t *kinds, const uint64_t *payloads, size_t blocks, uint8_t threshold,
                                uint32_t *offsets) {
    const __m128i limit = _mm_set1_epi8((char)threshold);
    const __m256i last = _mm256_set1_epi32(7), lower = _mm256_set1_epi64x(0xFFFFFFFF);
    // What lies before the block, in each lane; and the exact sums, of which the offsets are the lower halves.
    __m256i before = _mm256_setzero_si256(), sums = before;
    for (size_t block = 0; block < blocks; block++) {
        __m256i above = _mm256_cvtepi8_epi32(eight_above(kinds + block * 8, limit));
        __m256i lengths = _mm256_and_si256(halves(payloads + block * 8, 0), above);
        sums = _mm256_add_epi64(sums, _mm256_add_epi64(_mm256_and_si256(lengths, lower), _mm256_srli_epi64(lengths, 32)));
        // Each lane gets the sum of those before it: within four, and the first four's sum for the others.
        __m256i ends = _mm256_add_epi32(lengths, _mm256_slli_si256(lengths, 4));
        ends = _mm256_add_epi32(ends, _mm256_slli_si256(ends, 8));
        __m256i firsts = _mm256_shuffle_epi32(ends, 0xFF);
        ends = _mm256_add_epi32(ends, _mm256_permute2x128_si256(firsts, firsts, 0x08));
        store(offsets + block * 8, _mm256_add_epi32(before, _mm256_sub_epi32(ends, lengths)));
        before = _mm256_add_epi32(before, _mm256_permutevar8x32_epi32(ends, last));
    }
    uint64_t parts[4];
    store(parts, sums);
    return parts[0] + parts[1] + parts[2] + parts[3];
}

uint64_t crowkernels_offsets(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t threshold,
                             uint32_t *offsets) {
    size_t blocks = is_wide() ? count / 8 : 0;
    uint64_t total = blocks ? offsets_of(kinds, payloads, blocks, threshold, offsets) : 0;
    for (size_t row = blocks * 8; row < count; row++) {
        offsets[row] = (uint32_t)total;
        total += kinds[row] > threshold ? payloads[row] & 0xFFFFFFFF : 0;
    }
    return total;
}

WIDE static uint64_t lengths_of(const uint8_t *kinds, const uint64_t *payloads, size_t blocks, uint8_t kind) {
    const __m128i wanted = _mm_set1_epi8((char)kind);
    const __m256i lower = _mm256_set1_epi64x(0xFFFFFFFF);
    __m256i sums = _mm256_setzero_si256();
    for (size_t block = 0; block < blocks; block++) {
        __m128i are = _mm_cmpeq_epi8(_mm_loadl_epi64((const __m128i *)(kinds + block * 8)), wanted);
        __m256i lengths = _mm256_and_si256(halves(payloads + block * 8, 0), _mm256_cvtepi8_epi32(are));
        sums = _mm256_add_epi64(sums, _mm256_add_epi64(_mm256_and_si256(lengths, lower), _mm256_srli_epi64(lengths, 32)));
    }
    uint64_t parts[4];
    store(parts, sums);
    return parts[0] + parts[1] + parts[2] + parts[3];
}

uint64_t crowkernels_lengths(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t kind) {
    size_t blocks = is_wide() ? count / 8 : 0;
    uint64_t total = blocks ? lengths_of(kinds, payloads, blocks, kind) : 0;
    return total + crowkernels_lengths_portable(kinds + blocks * 8, payloads + blocks * 8, count - blocks * 8, kind);
}

WIDE static void starts_of(const uint64_t *payloads, size_t blocks, uint32_t *starts) {
    for (size_t block = 0; block < blocks; block++) { store(starts + block * 8, halves(payloads + block * 8, 1)); }
}

void crowkernels_starts(const uint64_t *payloads, size_t count, uint32_t *starts) {
    size_t blocks = is_wide() ? count / 8 : 0;
    if (blocks) { starts_of(payloads, blocks, starts); }
    crowkernels_starts_portable(payloads + blocks * 8, count - blocks * 8, starts + blocks * 8);
}

WIDE static uint64_t magnitudes_of(const uint8_t *kinds, const uint64_t *payloads, size_t blocks, uint8_t kind) {
    const __m128i wanted = _mm_set1_epi8((char)kind);
    const __m256i zero = _mm256_setzero_si256();
    __m256i bits = zero;
    for (size_t block = 0; block < blocks; block++) {
        __m128i are = _mm_cmpeq_epi8(_mm_loadl_epi64((const __m128i *)(kinds + block * 8)), wanted);
        __m256i left = load(payloads + block * 8), right = load(payloads + block * 8 + 4);
        left = _mm256_xor_si256(left, _mm256_cmpgt_epi64(zero, left));
        right = _mm256_xor_si256(right, _mm256_cmpgt_epi64(zero, right));
        bits = _mm256_or_si256(bits, _mm256_and_si256(left, _mm256_cvtepi8_epi64(are)));
        bits = _mm256_or_si256(bits, _mm256_and_si256(right, _mm256_cvtepi8_epi64(_mm_srli_si128(are, 4))));
    }
    uint64_t parts[4];
    store(parts, bits);
    return parts[0] | parts[1] | parts[2] | parts[3];
}

uint64_t crowkernels_magnitudes(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t kind) {
    size_t blocks = is_wide() ? count / 8 : 0;
    uint64_t bits = blocks ? magnitudes_of(kinds, payloads, blocks, kind) : 0;
    return bits | crowkernels_magnitudes_portable(kinds + blocks * 8, payloads + blocks * 8, count - blocks * 8, kind);
}

#else

void crowkernels_bits_above(const uint8_t *kinds, size_t count, uint8_t threshold, uint8_t *bits) {
    crowkernels_bits_above_portable(kinds, count, threshold, bits);
}

void crowkernels_bits_true(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t threshold,
                           uint8_t *bits) {
    crowkernels_bits_true_portable(kinds, payloads, count, threshold, bits);
}

size_t crowkernels_count(const uint8_t *kinds, size_t count, uint8_t kind) {
    return crowkernels_count_portable(kinds, count, kind);
}

uint32_t crowkernels_kinds(const uint8_t *kinds, size_t count) { return crowkernels_kinds_portable(kinds, count); }

void crowkernels_words(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t threshold,
                       uint64_t *words) {
    crowkernels_words_portable(kinds, payloads, count, threshold, words);
}

uint64_t crowkernels_offsets(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t threshold,
                             uint32_t *offsets) {
    return crowkernels_offsets_portable(kinds, payloads, count, threshold, offsets);
}

void crowkernels_starts(const uint64_t *payloads, size_t count, uint32_t *starts) {
    crowkernels_starts_portable(payloads, count, starts);
}

uint64_t crowkernels_lengths(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t kind) {
    return crowkernels_lengths_portable(kinds, payloads, count, kind);
}

uint64_t crowkernels_magnitudes(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t kind) {
    return crowkernels_magnitudes_portable(kinds, payloads, count, kind);
}

#endif
