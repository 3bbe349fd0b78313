// What the codecs' decompressors share. Each codec has a begin, which looks at the start of the input, and a step.

#ifndef CCOMPRESSION_DECOMPRESSOR_H
#define CCOMPRESSION_DECOMPRESSOR_H

#include "CCompression.h"

#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>

// An lz4 frame header at its longest: magic, flags, block size, content size, dictionary id, checksum.
#define LZ4_HEADER_MAX 19

struct ccompression_decompressor {
    int codec;
    const uint8_t *input;
    size_t count;
    size_t position;

    z_stream gzip;
    int gzip_ready;
    // Between two members of a gzip stream, or at its end.
    int gzip_between_members;

    // The payload is in xerial blocks; otherwise it is one raw block.
    int snappy_is_xerial;

    LZ4F_dctx *lz4;
    int lz4_tolerates_header;
    // A copy of the frame header with the right checksum, given to the library in place of the input's.
    uint8_t lz4_header[LZ4_HEADER_MAX];
    size_t lz4_header_count;
    size_t lz4_header_position;
    // Between two frames, or at the end.
    int lz4_between_frames;
    // The size of the blocks of a frame that goes without the library; 0 otherwise.
    size_t lz4_plain_block;

    ZSTD_DCtx *zstd;
    // The most bytes that all frames can hold, from their block headers; SIZE_MAX where that is no help.
    size_t zstd_bound;
    int zstd_is_streaming;
    int zstd_between_frames;
};

static inline ccompression_step ccompression_failed(int status, const char *reason) {
    ccompression_step step = {status, 0, 0, reason};
    return step;
}

static inline ccompression_step ccompression_went_on(int status, size_t produced, size_t wanted) {
    ccompression_step step = {status, produced, wanted, NULL};
    return step;
}

static inline uint32_t ccompression_le32(const uint8_t *bytes) {
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

ccompression_step ccompression_gzip_begin(ccompression_decompressor *d);
ccompression_step ccompression_gzip_step(ccompression_decompressor *d, uint8_t *output, size_t capacity);
ccompression_step ccompression_snappy_begin(ccompression_decompressor *d);
ccompression_step ccompression_snappy_step(ccompression_decompressor *d, uint8_t *output, size_t capacity);
ccompression_step ccompression_lz4_begin(ccompression_decompressor *d);
ccompression_step ccompression_lz4_step(ccompression_decompressor *d, uint8_t *output, size_t capacity);
ccompression_step ccompression_zstd_begin(ccompression_decompressor *d);
ccompression_step ccompression_zstd_step(ccompression_decompressor *d, uint8_t *output, size_t capacity);

#endif
