#include "decompressor.h"

#include <stdlib.h>

ccompression_decompressor *ccompression_decompressor_create(void) {
    return calloc(1, sizeof(ccompression_decompressor));
}

void ccompression_decompressor_destroy(ccompression_decompressor *d) {
    if (!d) { return; }
    if (d->gzip_ready) { inflateEnd(&d->gzip); }
    LZ4F_freeDecompressionContext(d->lz4);
    ZSTD_freeDCtx(d->zstd);
    free(d);
}

ccompression_step ccompression_decompressor_begin(ccompression_decompressor *d, int codec, int tolerates_lz4_header,
                                                  const void *input, size_t count) {
    d->codec = codec;
    d->input = input;
    d->count = count;
    d->position = 0;
    d->lz4_tolerates_header = tolerates_lz4_header;
    if (count == 0) { return ccompression_failed(CCOMPRESSION_TRUNCATED, "it is empty"); }
    switch (codec) {
    case CCOMPRESSION_GZIP: return ccompression_gzip_begin(d);
    case CCOMPRESSION_SNAPPY: return ccompression_snappy_begin(d);
    case CCOMPRESSION_LZ4: return ccompression_lz4_begin(d);
    case CCOMPRESSION_ZSTD: return ccompression_zstd_begin(d);
    default: return ccompression_failed(CCOMPRESSION_CORRUPT, "no such codec");
    }
}

ccompression_step ccompression_decompressor_step(ccompression_decompressor *d, void *output, size_t capacity) {
    switch (d->codec) {
    case CCOMPRESSION_GZIP: return ccompression_gzip_step(d, output, capacity);
    case CCOMPRESSION_SNAPPY: return ccompression_snappy_step(d, output, capacity);
    case CCOMPRESSION_LZ4: return ccompression_lz4_step(d, output, capacity);
    case CCOMPRESSION_ZSTD: return ccompression_zstd_step(d, output, capacity);
    default: return ccompression_failed(CCOMPRESSION_CORRUPT, "no such codec");
    }
}

uint32_t ccompression_crc32(uint32_t crc, const void *bytes, size_t count) {
    return (uint32_t)crc32_z(crc, bytes, count);
}
