// Loops over the rows of a column while it is made: a kind (a byte, below 128) and a payload (64 bits) each.
//
// Each exists twice: as plain C, which says what it does, and for processors with AVX2. Payloads of rows that do not take
// part may be anything, also uninitialised memory. Nothing outside of the given rows is read or written.

#ifndef CROWKERNELS_H
#define CROWKERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Sets bit `row` of `bits` where the row's kind is above `threshold`; (count + 7) / 8 bytes, of which the bits behind the
// last row are 0.
void crowkernels_bits_above(const uint8_t *kinds, size_t count, uint8_t threshold, uint8_t *bits);
void crowkernels_bits_above_portable(const uint8_t *kinds, size_t count, uint8_t threshold, uint8_t *bits);

// Sets bit `row` of `bits` where the row's kind is above `threshold` and its payload is not 0.
void crowkernels_bits_true(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t threshold,
                           uint8_t *bits);
void crowkernels_bits_true_portable(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t threshold,
                                    uint8_t *bits);

// How many of the rows are of `kind`.
size_t crowkernels_count(const uint8_t *kinds, size_t count, uint8_t kind);
size_t crowkernels_count_portable(const uint8_t *kinds, size_t count, uint8_t kind);

// Which kinds occur: bit `kind` is set where any row is of it. Kinds must be below 16.
uint32_t crowkernels_kinds(const uint8_t *kinds, size_t count);
uint32_t crowkernels_kinds_portable(const uint8_t *kinds, size_t count);

// The payloads of rows whose kind is above `threshold`, and 0 for the others.
void crowkernels_words(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t threshold,
                       uint64_t *words);
void crowkernels_words_portable(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t threshold,
                                uint64_t *words);

// Integers and doubles as doubles, and 0 for rows without a value: rows of kind `integer` are integers, those above are
// doubles, those below have no value. Answers whether each integer is exactly what its double says. There is no wide one:
// AVX2 does not convert 64 bits.
int crowkernels_doubles(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t integer, double *values);

// Arrow's offsets of texts, `count` of them, the first of them 0 and without the one behind the last row: the lower half of
// a payload is the text's length, and rows whose kind is not above `threshold` have none. Returns the sum of all lengths;
// the offsets are good where that fits 32 bits.
uint64_t crowkernels_offsets(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t threshold,
                             uint32_t *offsets);
uint64_t crowkernels_offsets_portable(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t threshold,
                                      uint32_t *offsets);

// The sum of the lengths, which are the lower halves of payloads, of rows of `kind`.
uint64_t crowkernels_lengths(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t kind);
uint64_t crowkernels_lengths_portable(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t kind);

// The upper halves of all payloads: where each row's text starts.
void crowkernels_starts(const uint64_t *payloads, size_t count, uint32_t *starts);
void crowkernels_starts_portable(const uint64_t *payloads, size_t count, uint32_t *starts);

// The bits that are set in the magnitude of any integer (a negative one's less one): of rows of `kind`.
uint64_t crowkernels_magnitudes(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t kind);
uint64_t crowkernels_magnitudes_portable(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t kind);

#ifdef __cplusplus
}
#endif

#endif
