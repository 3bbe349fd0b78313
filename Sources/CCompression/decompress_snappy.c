// snappy, raw (one block, as librdkafka writes it) or in the blocks of the Java library of org.xerial: a header of 16
// bytes (8 of magic, two version numbers), then for each block its length (4, big-endian) and the block.

#include "decompressor.h"

#include <snappy-c.h>
#include <string.h>

static const uint8_t XERIAL_MAGIC[8] = {0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
#define XERIAL_HEADER 16

static int begins_xerial(const ccompression_decompressor *d) {
    return d->count - d->position >= sizeof XERIAL_MAGIC
        && memcmp(d->input + d->position, XERIAL_MAGIC, sizeof XERIAL_MAGIC) == 0;
}

// Finds the next block. Answers CCOMPRESSION_END where there is none, CCOMPRESSION_NEEDS_OUTPUT with its size else.
static ccompression_step next_block(const ccompression_decompressor *d, size_t *start, size_t *length) {
    size_t position = d->position;
    if (position == d->count) { return ccompression_went_on(CCOMPRESSION_END, 0, 0); }
    if (d->snappy_is_xerial) {
        if (d->count - position < 4) {
            return ccompression_failed(CCOMPRESSION_TRUNCATED, "it ends inside the length of a snappy block");
        }
        uint32_t claimed = (uint32_t)d->input[position] << 24 | (uint32_t)d->input[position + 1] << 16
            | (uint32_t)d->input[position + 2] << 8 | (uint32_t)d->input[position + 3];
        position += 4;
        if (claimed > d->count - position) {
            return ccompression_failed(CCOMPRESSION_TRUNCATED, "a snappy block is longer than the bytes left");
        }
        *length = claimed;
    } else {
        *length = d->count - position;
    }
    *start = position;
    size_t unpacked = 0;
    if (snappy_uncompressed_length((const char *)d->input + position, *length, &unpacked) != SNAPPY_OK) {
        return ccompression_failed(CCOMPRESSION_CORRUPT, "a snappy block does not begin with its size");
    }
    // The best that snappy can do is 64 bytes for a copy of three.
    if (unpacked / 64 > *length / 3 + 1) {
        return ccompression_failed(CCOMPRESSION_CORRUPT, "a snappy block claims more bytes than it can hold");
    }
    return ccompression_went_on(CCOMPRESSION_NEEDS_OUTPUT, 0, unpacked);
}

// Steps over the xerial header where one stands; streams written one after the other have several.
static ccompression_step skip_headers(ccompression_decompressor *d) {
    while (begins_xerial(d)) {
        if (d->count - d->position < XERIAL_HEADER) {
            return ccompression_failed(CCOMPRESSION_TRUNCATED, "it ends inside a snappy header");
        }
        d->position += XERIAL_HEADER;
    }
    return ccompression_went_on(CCOMPRESSION_END, 0, 0);
}

ccompression_step ccompression_snappy_begin(ccompression_decompressor *d) {
    d->snappy_is_xerial = begins_xerial(d);
    if (d->snappy_is_xerial) {
        ccompression_step skipped = skip_headers(d);
        if (skipped.status < 0) { return skipped; }
        // Blocks come one at a time, and each says its own size.
        return ccompression_went_on(CCOMPRESSION_NEEDS_OUTPUT, 0, d->count > SIZE_MAX / 8 ? d->count : d->count * 4);
    }
    size_t start, length;
    return next_block(d, &start, &length);
}

ccompression_step ccompression_snappy_step(ccompression_decompressor *d, uint8_t *output, size_t capacity) {
    size_t produced = 0;
    for (;;) {
        if (d->snappy_is_xerial) {
            ccompression_step skipped = skip_headers(d);
            if (skipped.status < 0) { return skipped; }
        }
        size_t start = 0, length = 0;
        ccompression_step block = next_block(d, &start, &length);
        if (block.status != CCOMPRESSION_NEEDS_OUTPUT) {
            block.produced = produced;
            return block;
        }
        if (block.wanted > capacity - produced) {
            return ccompression_went_on(CCOMPRESSION_NEEDS_OUTPUT, produced, block.wanted);
        }
        size_t written = capacity - produced;
        if (snappy_uncompress((const char *)d->input + start, length, (char *)output + produced, &written) != SNAPPY_OK) {
            return ccompression_failed(CCOMPRESSION_CORRUPT, "a snappy block is damaged");
        }
        produced += written;
        d->position = start + length;
    }
}
