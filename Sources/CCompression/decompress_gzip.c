// gzip (RFC 1952): any number of members one after the other. Bytes behind a whole member that do not begin another one
// are left alone, as Java's reader does.

#include "decompressor.h"

#include <limits.h>
#include <string.h>

// 32 KiB of window, and a gzip header instead of a zlib one.
#define GZIP_WINDOW_BITS (15 + 16)

ccompression_step ccompression_gzip_begin(ccompression_decompressor *d) {
    int result;
    if (d->gzip_ready) {
        result = inflateReset(&d->gzip);
    } else {
        memset(&d->gzip, 0, sizeof d->gzip);
        result = inflateInit2(&d->gzip, GZIP_WINDOW_BITS);
        d->gzip_ready = result == Z_OK;
    }
    if (result != Z_OK) { return ccompression_failed(CCOMPRESSION_NO_MEMORY, "zlib has no memory"); }
    d->gzip_between_members = 0;
    return ccompression_went_on(CCOMPRESSION_NEEDS_OUTPUT, 0, d->count > SIZE_MAX / 8 ? d->count : d->count * 4);
}

static int begins_member(const ccompression_decompressor *d) {
    return d->count - d->position >= 2 && d->input[d->position] == 0x1F && d->input[d->position + 1] == 0x8B;
}

ccompression_step ccompression_gzip_step(ccompression_decompressor *d, uint8_t *output, size_t capacity) {
    size_t produced = 0;
    for (;;) {
        if (d->gzip_between_members) {
            if (!begins_member(d)) { return ccompression_went_on(CCOMPRESSION_END, produced, 0); }
            if (inflateReset(&d->gzip) != Z_OK) { return ccompression_failed(CCOMPRESSION_CORRUPT, "zlib failed"); }
            d->gzip_between_members = 0;
        }
        size_t input = d->count - d->position, space = capacity - produced;
        uInt input_now = input > UINT_MAX ? UINT_MAX : (uInt)input, space_now = space > UINT_MAX ? UINT_MAX : (uInt)space;
        d->gzip.next_in = (z_const Bytef *)(d->input + d->position);
        d->gzip.avail_in = input_now;
        d->gzip.next_out = output + produced;
        d->gzip.avail_out = space_now;
        int result = inflate(&d->gzip, Z_NO_FLUSH);
        d->position += input_now - d->gzip.avail_in;
        produced += space_now - d->gzip.avail_out;
        switch (result) {
        case Z_STREAM_END: d->gzip_between_members = 1; break;
        case Z_OK: break;
        case Z_BUF_ERROR:
            // No progress is possible: for want of space, or else of input.
            if (space == 0) { return ccompression_went_on(CCOMPRESSION_NEEDS_OUTPUT, produced, 1); }
            return ccompression_failed(CCOMPRESSION_TRUNCATED, "the gzip stream ends too early");
        case Z_MEM_ERROR: return ccompression_failed(CCOMPRESSION_NO_MEMORY, "zlib has no memory");
        case Z_NEED_DICT: return ccompression_failed(CCOMPRESSION_CORRUPT, "it wants a dictionary");
        default:
            return ccompression_failed(CCOMPRESSION_CORRUPT, d->gzip.msg ? d->gzip.msg : "the gzip stream is damaged");
        }
    }
}
