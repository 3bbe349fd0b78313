// zstd: any number of frames (RFC 8878), with or without their content size.
//
// Where the block headers show that the frames cannot hold much, they are unpacked in one go straight into the output,
// without a window. Else they are streamed through a window of at most 128 MiB, the largest that a writer takes without
// being told to ("--long" aside) and that Java's reader takes.

#include "decompressor.h"

#include <zstd_errors.h>

#define FRAME_MAGIC 0xFD2FB528u
#define SKIPPABLE_MAGIC 0x184D2A50u
#define SKIPPABLE_MASK 0xFFFFFFF0u
#define BLOCK_MAX ((size_t)128 << 10)
#define WINDOW_LOG_MAX 27
// What one go may take at most: this, or this many times the input.
#define ONE_GO_BYTES ((size_t)1 << 20)
#define ONE_GO_RATIO 64

// The most bytes that the frames can hold by their block headers, each of which is really there; SIZE_MAX where the
// frames are damaged or the number is out of reason.
static size_t bound_by_blocks(const uint8_t *input, size_t count) {
    size_t position = 0, bound = 0;
    while (position < count) {
        const uint8_t *frame = input + position;
        size_t left = count - position;
        if (left < 8) { return SIZE_MAX; }
        uint32_t magic = ccompression_le32(frame);
        if ((magic & SKIPPABLE_MASK) == SKIPPABLE_MAGIC) {
            size_t skipped = ccompression_le32(frame + 4);
            if (skipped > left - 8) { return SIZE_MAX; }
            position += 8 + skipped;
            continue;
        }
        if (magic != FRAME_MAGIC) { return SIZE_MAX; }
        uint8_t descriptor = frame[4];
        int is_single_segment = descriptor >> 5 & 1;
        static const size_t dictionary_sizes[4] = {0, 1, 2, 4}, content_sizes[4] = {0, 2, 4, 8};
        size_t at = 5 + (is_single_segment ? 0 : 1) + dictionary_sizes[descriptor & 3] + content_sizes[descriptor >> 6]
            + (is_single_segment && descriptor >> 6 == 0 ? 1 : 0);
        int is_last = 0;
        while (!is_last) {
            if (at > left || left - at < 3) { return SIZE_MAX; }
            uint32_t block = (uint32_t)frame[at] | (uint32_t)frame[at + 1] << 8 | (uint32_t)frame[at + 2] << 16;
            size_t size = block >> 3;
            int type = block >> 1 & 3;
            is_last = block & 1;
            at += 3 + (type == 1 ? 1 : size);
            bound += type == 2 ? BLOCK_MAX : size;
            if (type == 3 || bound > SIZE_MAX / 2) { return SIZE_MAX; }
        }
        at += (descriptor & 4) ? 4 : 0;
        if (at > left) { return SIZE_MAX; }
        position += at;
    }
    return bound;
}

ccompression_step ccompression_zstd_begin(ccompression_decompressor *d) {
    if (!d->zstd) {
        d->zstd = ZSTD_createDCtx();
        if (!d->zstd || ZSTD_isError(ZSTD_DCtx_setParameter(d->zstd, ZSTD_d_windowLogMax, WINDOW_LOG_MAX))) {
            return ccompression_failed(CCOMPRESSION_NO_MEMORY, "zstd has no memory");
        }
    }
    ZSTD_DCtx_reset(d->zstd, ZSTD_reset_session_only);
    d->zstd_is_streaming = 0;
    d->zstd_between_frames = 1;
    d->zstd_bound = bound_by_blocks(d->input, d->count);
    if (d->zstd_bound <= ONE_GO_BYTES || d->zstd_bound / ONE_GO_RATIO <= d->count) {
        return ccompression_went_on(CCOMPRESSION_NEEDS_OUTPUT, 0, d->zstd_bound);
    }
    d->zstd_is_streaming = 1;
    return ccompression_went_on(CCOMPRESSION_NEEDS_OUTPUT, 0, d->count > SIZE_MAX / 8 ? d->count : d->count * 4);
}

static ccompression_step failed(size_t result) {
    int status = ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation ? CCOMPRESSION_NO_MEMORY
                                                                            : CCOMPRESSION_CORRUPT;
    return ccompression_failed(status, ZSTD_getErrorName(result));
}

ccompression_step ccompression_zstd_step(ccompression_decompressor *d, uint8_t *output, size_t capacity) {
    if (!d->zstd_is_streaming && capacity >= d->zstd_bound) {
        size_t result = ZSTD_decompressDCtx(d->zstd, output, capacity, d->input, d->count);
        if (!ZSTD_isError(result)) { return ccompression_went_on(CCOMPRESSION_END, result, 0); }
        if (ZSTD_getErrorCode(result) != ZSTD_error_dstSize_tooSmall) { return failed(result); }
        ZSTD_DCtx_reset(d->zstd, ZSTD_reset_session_only);
    }
    d->zstd_is_streaming = 1;
    ZSTD_outBuffer out = {output, capacity, 0};
    ZSTD_inBuffer in = {d->input, d->count, d->position};
    for (;;) {
        if (d->zstd_between_frames && in.pos == in.size) {
            return ccompression_went_on(CCOMPRESSION_END, out.pos, 0);
        }
        size_t in_before = in.pos, out_before = out.pos;
        size_t result = ZSTD_decompressStream(d->zstd, &out, &in);
        if (ZSTD_isError(result)) { return failed(result); }
        d->position = in.pos;
        d->zstd_between_frames = result == 0;
        if (result != 0 && in.pos == in_before && out.pos == out_before) {
            if (out.pos == out.size) { return ccompression_went_on(CCOMPRESSION_NEEDS_OUTPUT, out.pos, 1); }
            return ccompression_failed(CCOMPRESSION_TRUNCATED, "the zstd frame ends too early");
        }
    }
}
