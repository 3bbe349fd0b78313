#include "CRowKernels.h"

#include <string.h>

void crowkernels_bits_above_portable(const uint8_t *kinds, size_t count, uint8_t threshold, uint8_t *bits) {
    for (size_t byte = 0; byte < (count + 7) / 8; byte++) {
        size_t rows = count - byte * 8 < 8 ? count - byte * 8 : 8;
        uint32_t set = 0;
        for (size_t row = 0; row < rows; row++) { set |= (uint32_t)(kinds[byte * 8 + row] > threshold) << row; }
        bits[byte] = (uint8_t)set;
    }
}

void crowkernels_bits_true_portable(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t threshold,
                                    uint8_t *bits) {
    for (size_t byte = 0; byte < (count + 7) / 8; byte++) {
        size_t rows = count - byte * 8 < 8 ? count - byte * 8 : 8;
        uint32_t set = 0;
        for (size_t row = 0; row < rows; row++) {
            set |= (uint32_t)(kinds[byte * 8 + row] > threshold && payloads[byte * 8 + row] != 0) << row;
        }
        bits[byte] = (uint8_t)set;
    }
}

size_t crowkernels_count_portable(const uint8_t *kinds, size_t count, uint8_t kind) {
    size_t found = 0;
    for (size_t row = 0; row < count; row++) { found += kinds[row] == kind; }
    return found;
}

uint32_t crowkernels_kinds_portable(const uint8_t *kinds, size_t count) {
    uint32_t found = 0;
    for (size_t row = 0; row < count; row++) { found |= 1u << (kinds[row] & 15); }
    return found;
}

void crowkernels_words_portable(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t threshold,
                                uint64_t *words) {
    for (size_t row = 0; row < count; row++) { words[row] = kinds[row] > threshold ? payloads[row] : 0; }
}

int crowkernels_doubles(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t integer, double *values) {
    int are_exact = 1;
    for (size_t row = 0; row < count; row++) {
        if (kinds[row] > integer) {
            memcpy(values + row, payloads + row, sizeof(double));
            continue;
        }
        int64_t value = kinds[row] == integer ? (int64_t)payloads[row] : 0;
        values[row] = (double)value;
        // What is rounded up to two to the power of 63 is no int64.
        are_exact &= values[row] < 0x1p63 && (int64_t)values[row] == value;
    }
    return are_exact;
}

uint64_t crowkernels_offsets_portable(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t threshold,
                                      uint32_t *offsets) {
    uint64_t total = 0;
    for (size_t row = 0; row < count; row++) {
        offsets[row] = (uint32_t)total;
        total += kinds[row] > threshold ? payloads[row] & 0xFFFFFFFF : 0;
    }
    return total;
}

uint64_t crowkernels_lengths_portable(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t kind) {
    uint64_t total = 0;
    for (size_t row = 0; row < count; row++) { total += kinds[row] == kind ? payloads[row] & 0xFFFFFFFF : 0; }
    return total;
}

void crowkernels_starts_portable(const uint64_t *payloads, size_t count, uint32_t *starts) {
    for (size_t row = 0; row < count; row++) { starts[row] = (uint32_t)(payloads[row] >> 32); }
}

uint64_t crowkernels_magnitudes_portable(const uint8_t *kinds, const uint64_t *payloads, size_t count, uint8_t kind) {
    uint64_t bits = 0;
    for (size_t row = 0; row < count; row++) {
        int64_t value = (int64_t)payloads[row];
        bits |= kinds[row] == kind ? (uint64_t)(value ^ (value >> 63)) : 0;
    }
    return bits;
}
