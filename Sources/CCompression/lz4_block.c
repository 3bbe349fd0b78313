// One block of lz4, decoded half as fast again as liblz4 1.9.4 does it, where the processor has AVX2.
//
// Sequences of a literal run and a match are short (10 to 25 bytes on the average in JSON events) and of lengths that no
// branch predictor guesses. So lengths are taken apart without branches, and copies have few sizes, whatever the length is:
// 16 and 64 bytes nearly always, 64 and 192 for most of the rest. Smaller ones are guessed wrong more often; larger ones
// wait for the stores, which lie across two lines of the cache as a rule. That writes and reads beyond what is asked for:
// the loop ends well before both ends, and whatever is odd (a long run near an end, an offset that leads out of the block)
// ends it too. Everything from there on is liblz4's, which alone decides whether the block is well-formed. Two blocks at a
// time wait less for each other's memory.
// Format: lz4_Block_format.md of lz4.

#include "lz4_block.h"

#include <lz4.h>
#include <string.h>

static size_t decode_rest(const uint8_t *in, size_t count, uint8_t *base, size_t done, size_t capacity) {
    int written = LZ4_decompress_safe_usingDict((const char *)in, (char *)base + done, (int)count,
                                                (int)(capacity - done), (const char *)base, (int)done);
    return written < 0 ? CCOMPRESSION_LZ4_BROKEN : done + (size_t)written;
}

#if defined(__x86_64__)

#include <immintrin.h>

#define WIDE __attribute__((target("avx2")))
#define LIKELY(condition) __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

// A step of the loop begins with at least so much of the input left: a token, a length of one byte, 64 bytes that are read
// as literals, an offset and another length.
#define INPUT_MARGIN 96
// A step begins with at least so much space: 64 bytes of literals, of which at most 14 count unless there is room for all,
// and 192 of a match.
#define OUTPUT_MARGIN 320
// What a loop of copies may write behind the end of a run.
#define OVERRUN 32
// A match's length of which the first byte behind the token's four bits is 255, so that another follows.
#define MOST_OF_ONE_BYTE (15 + 255 + 4)

// Where a block is decoded: up to `in` and `out`, where the next sequence begins.
typedef struct {
    const uint8_t *in, *last_in, *in_end;
    uint8_t *base, *out, *last_out, *out_end;
} decoding;

WIDE static inline __attribute__((always_inline)) void copy32(uint8_t *to, const uint8_t *from) {
    _mm256_storeu_si256((__m256i *)to, _mm256_loadu_si256((const __m256i *)from));
}

static inline __attribute__((always_inline)) void copy16(uint8_t *to, const uint8_t *from) {
    _mm_storeu_si128((__m128i *)to, _mm_loadu_si128((const __m128i *)from));
}

// What goes on behind a length's byte of 255, up to the first that is not. Answers 0 where the input ends in it.
static inline __attribute__((always_inline)) int add_bytes(size_t *length, const uint8_t **in, const uint8_t *end) {
    size_t more;
    do {
        if (*in >= end) { return 0; }
        more = *(*in)++;
        *length += more;
    } while (more == 255);
    return 1;
}

// Decodes the sequence at `*at` to `*to`. Answers 0 where that is left to liblz4, with all that comes behind it; both are
// then as they were. They are not kept in `d`, so that they stay in registers.
WIDE static inline __attribute__((always_inline)) int decode_sequence(const decoding *d, const uint8_t **at, uint8_t **to) {
    const uint8_t *in = *at;
    uint8_t *out = *to;
    if (UNLIKELY(in >= d->last_in || out >= d->last_out)) { return 0; }
    size_t token = *in++;
    size_t literals = token >> 4, match = token & 15;
    if (UNLIKELY(literals == 15)) {
        if (!add_bytes(&literals, &in, d->last_in)) { return 0; }
        if (in >= d->last_in || literals > (size_t)(d->last_in - in) || literals > (size_t)(d->last_out - out)) {
            return 0;
        }
        copy32(out, in);
        copy32(out + 32, in + 32);
        for (size_t copied = 64; copied < literals; copied += 32) { copy32(out + copied, in + copied); }
    } else {
        copy16(out, in);
    }
    in += literals;
    out += literals;

    uint16_t distance;
    memcpy(&distance, in, 2);
    size_t offset = distance;
    // Another byte of the length where the token's four bits are full, on which no branch depends.
    size_t is_long = match == 15;
    match += (in[2] & (0 - is_long)) + 4;
    in += 2 + is_long;
    if (UNLIKELY(offset > (size_t)(out - d->base))) { return 0; }
    const uint8_t *from = out - offset;
    if (LIKELY(offset >= 32)) {
        copy32(out, from);
        copy32(out + 32, from + 32);
        if (UNLIKELY(match > 64)) {
            copy32(out + 64, from + 64);
            copy32(out + 96, from + 96);
            copy32(out + 128, from + 128);
            copy32(out + 160, from + 160);
            if (UNLIKELY(match > 192)) {
                if (match == MOST_OF_ONE_BYTE && !add_bytes(&match, &in, d->in_end)) { return 0; }
                if (match > (size_t)(d->out_end - out) - OVERRUN) { return 0; }
                for (size_t copied = 192; copied < match; copied += 32) { copy32(out + copied, from + copied); }
            }
        }
    } else {
        if (offset == 0) { return 0; }
        if (match == MOST_OF_ONE_BYTE && !add_bytes(&match, &in, d->in_end)) { return 0; }
        if (match > (size_t)(d->out_end - out) - OVERRUN) { return 0; }
        // The match overlaps what it writes: no copy may be wider than the offset.
        if (offset >= 16) {
            for (size_t copied = 0; copied < match; copied += 16) { copy16(out + copied, from + copied); }
        } else {
            for (size_t copied = 0; copied < match; copied++) { out[copied] = from[copied]; }
        }
    }
    *at = in;
    *to = out + match;
    return 1;
}

static decoding begin(ccompression_lz4_input block, uint8_t *output, size_t capacity) {
    decoding d = {block.bytes, block.bytes, block.bytes + block.count, output, output, output, output + capacity};
    if (block.count > INPUT_MARGIN && capacity > OUTPUT_MARGIN) {
        d.last_in = d.in_end - INPUT_MARGIN;
        d.last_out = d.out_end - OUTPUT_MARGIN;
    }
    return d;
}

static size_t finish(const decoding *d) {
    return decode_rest(d->in, (size_t)(d->in_end - d->in), d->base, (size_t)(d->out - d->base),
                       (size_t)(d->out_end - d->base));
}

WIDE static void decode_most(decoding *d) {
    const uint8_t *in = d->in;
    uint8_t *out = d->out;
    while (decode_sequence(d, &in, &out)) {}
    d->in = in;
    d->out = out;
}

WIDE static void decode_most_of_both(decoding *first, decoding *second) {
    const uint8_t *in = first->in, *other_in = second->in;
    uint8_t *out = first->out, *other_out = second->out;
    // Both go on until one of them ends: a sequence of one is decoded while the other's memory is waited for.
    while (decode_sequence(first, &in, &out) && decode_sequence(second, &other_in, &other_out)) {}
    first->in = in;
    first->out = out;
    second->in = other_in;
    second->out = other_out;
}

size_t ccompression_lz4_block(ccompression_lz4_input block, uint8_t *output, size_t capacity) {
    decoding d = begin(block, output, capacity);
    if (__builtin_cpu_supports("avx2")) { decode_most(&d); }
    return finish(&d);
}

void ccompression_lz4_blocks(ccompression_lz4_input first, ccompression_lz4_input second, uint8_t *output,
                             size_t capacity, size_t counts[2]) {
    decoding one = begin(first, output, capacity), other = begin(second, output + capacity, capacity);
    if (__builtin_cpu_supports("avx2")) {
        decode_most_of_both(&one, &other);
        decode_most(&one);
        decode_most(&other);
    }
    counts[0] = finish(&one);
    counts[1] = finish(&other);
}

#else

size_t ccompression_lz4_block(ccompression_lz4_input block, uint8_t *output, size_t capacity) {
    return decode_rest(block.bytes, block.count, output, 0, capacity);
}

void ccompression_lz4_blocks(ccompression_lz4_input first, ccompression_lz4_input second, uint8_t *output,
                             size_t capacity, size_t counts[2]) {
    counts[0] = ccompression_lz4_block(first, output, capacity);
    counts[1] = ccompression_lz4_block(second, output + capacity, capacity);
}

#endif
