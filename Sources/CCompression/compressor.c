#include "CCompression.h"

#include <limits.h>
#include <lz4frame.h>
#include <snappy-c.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

// The block size of Java's snappy writer.
#define SNAPPY_BLOCK ((size_t)32 << 10)

static const uint8_t XERIAL_HEADER[16] = {0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1};

struct ccompression_compressor {
    z_stream gzip;
    int gzip_ready;
    int gzip_level;
    ZSTD_CCtx *zstd;
    LZ4F_cctx *lz4;
};

ccompression_compressor *ccompression_compressor_create(void) { return calloc(1, sizeof(ccompression_compressor)); }

void ccompression_compressor_destroy(ccompression_compressor *c) {
    if (!c) { return; }
    if (c->gzip_ready) { deflateEnd(&c->gzip); }
    ZSTD_freeCCtx(c->zstd);
    LZ4F_freeCompressionContext(c->lz4);
    free(c);
}

static ccompression_step done(size_t produced) {
    ccompression_step step = {CCOMPRESSION_END, produced, 0, NULL};
    return step;
}

static ccompression_step failed(int status, const char *reason) {
    ccompression_step step = {status, 0, 0, reason};
    return step;
}

static LZ4F_preferences_t lz4_preferences(int level) {
    LZ4F_preferences_t preferences;
    memset(&preferences, 0, sizeof preferences);
    preferences.frameInfo.blockSizeID = LZ4F_max64KB;
    // Kafka's reader refuses linked blocks.
    preferences.frameInfo.blockMode = LZ4F_blockIndependent;
    preferences.compressionLevel = level;
    preferences.autoFlush = 1;
    return preferences;
}

size_t ccompression_compress_bound(int codec, size_t count) {
    switch (codec) {
    // deflateBound's own worst case for a context not yet made, and a gzip wrapper.
    case CCOMPRESSION_GZIP: return compressBound(count) + (count >> 3) + 64;
    case CCOMPRESSION_SNAPPY: {
        size_t blocks = count / SNAPPY_BLOCK + 1;
        return sizeof XERIAL_HEADER + blocks * (4 + snappy_max_compressed_length(SNAPPY_BLOCK));
    }
    case CCOMPRESSION_LZ4: {
        LZ4F_preferences_t preferences = lz4_preferences(0);
        return LZ4F_compressFrameBound(count, &preferences);
    }
    case CCOMPRESSION_ZSTD: return ZSTD_compressBound(count);
    default: return 0;
    }
}

static ccompression_step compress_gzip(ccompression_compressor *c, int level, const uint8_t *input, size_t count,
                                       uint8_t *output, size_t capacity) {
    if (count > UINT_MAX || capacity > UINT_MAX) { return failed(CCOMPRESSION_CORRUPT, "too much for one gzip member"); }
    if (c->gzip_ready && c->gzip_level != level) {
        deflateEnd(&c->gzip);
        c->gzip_ready = 0;
    }
    if (c->gzip_ready) {
        if (deflateReset(&c->gzip) != Z_OK) { return failed(CCOMPRESSION_CORRUPT, "zlib failed"); }
    } else {
        memset(&c->gzip, 0, sizeof c->gzip);
        int result = deflateInit2(&c->gzip, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
        if (result != Z_OK) {
            return failed(result == Z_MEM_ERROR ? CCOMPRESSION_NO_MEMORY : CCOMPRESSION_CORRUPT, "no such gzip level");
        }
        c->gzip_ready = 1;
        c->gzip_level = level;
    }
    c->gzip.next_in = (z_const Bytef *)input;
    c->gzip.avail_in = (uInt)count;
    c->gzip.next_out = output;
    c->gzip.avail_out = (uInt)capacity;
    if (deflate(&c->gzip, Z_FINISH) != Z_STREAM_END) { return failed(CCOMPRESSION_CORRUPT, "zlib ran out of space"); }
    return done(capacity - c->gzip.avail_out);
}

static ccompression_step compress_snappy(const uint8_t *input, size_t count, uint8_t *output, size_t capacity) {
    if (capacity < sizeof XERIAL_HEADER) { return failed(CCOMPRESSION_CORRUPT, "snappy ran out of space"); }
    memcpy(output, XERIAL_HEADER, sizeof XERIAL_HEADER);
    size_t produced = sizeof XERIAL_HEADER;
    for (size_t position = 0; position < count; position += SNAPPY_BLOCK) {
        size_t block = count - position < SNAPPY_BLOCK ? count - position : SNAPPY_BLOCK;
        if (capacity - produced < 4) { return failed(CCOMPRESSION_CORRUPT, "snappy ran out of space"); }
        size_t written = capacity - produced - 4;
        uint8_t *length = output + produced;
        if (snappy_compress((const char *)input + position, block, (char *)length + 4, &written) != SNAPPY_OK) {
            return failed(CCOMPRESSION_CORRUPT, "snappy ran out of space");
        }
        for (int i = 0; i < 4; i++) { length[i] = (uint8_t)(written >> (24 - 8 * i)); }
        produced += 4 + written;
    }
    return done(produced);
}

static ccompression_step compress_lz4(ccompression_compressor *c, int level, const uint8_t *input, size_t count,
                                      uint8_t *output, size_t capacity) {
    if (!c->lz4 && LZ4F_isError(LZ4F_createCompressionContext(&c->lz4, LZ4F_VERSION))) {
        c->lz4 = NULL;
        return failed(CCOMPRESSION_NO_MEMORY, "lz4 has no memory");
    }
    LZ4F_preferences_t preferences = lz4_preferences(level);
    LZ4F_compressOptions_t options;
    memset(&options, 0, sizeof options);
    options.stableSrc = 1;
    size_t produced = LZ4F_compressBegin(c->lz4, output, capacity, &preferences);
    if (LZ4F_isError(produced)) { return failed(CCOMPRESSION_CORRUPT, LZ4F_getErrorName(produced)); }
    size_t written = LZ4F_compressUpdate(c->lz4, output + produced, capacity - produced, input, count, &options);
    if (LZ4F_isError(written)) { return failed(CCOMPRESSION_CORRUPT, LZ4F_getErrorName(written)); }
    produced += written;
    written = LZ4F_compressEnd(c->lz4, output + produced, capacity - produced, &options);
    if (LZ4F_isError(written)) { return failed(CCOMPRESSION_CORRUPT, LZ4F_getErrorName(written)); }
    return done(produced + written);
}

static ccompression_step compress_zstd(ccompression_compressor *c, int level, const uint8_t *input, size_t count,
                                       uint8_t *output, size_t capacity) {
    if (!c->zstd) {
        c->zstd = ZSTD_createCCtx();
        if (!c->zstd) { return failed(CCOMPRESSION_NO_MEMORY, "zstd has no memory"); }
    }
    size_t written = ZSTD_compressCCtx(c->zstd, output, capacity, input, count, level);
    if (ZSTD_isError(written)) { return failed(CCOMPRESSION_CORRUPT, ZSTD_getErrorName(written)); }
    return done(written);
}

ccompression_step ccompression_compress(ccompression_compressor *c, int codec, int32_t level, const void *input,
                                        size_t count, void *output, size_t capacity) {
    int is_default = level == CCOMPRESSION_DEFAULT_LEVEL;
    switch (codec) {
    case CCOMPRESSION_GZIP:
        return compress_gzip(c, is_default ? Z_DEFAULT_COMPRESSION : level, input, count, output, capacity);
    case CCOMPRESSION_SNAPPY: return compress_snappy(input, count, output, capacity);
    case CCOMPRESSION_LZ4: return compress_lz4(c, is_default ? 0 : level, input, count, output, capacity);
    case CCOMPRESSION_ZSTD:
        return compress_zstd(c, is_default ? 3 : level, input, count, output, capacity);
    default: return failed(CCOMPRESSION_CORRUPT, "no such codec");
    }
}
