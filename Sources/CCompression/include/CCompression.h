// Compression and checksums of Kafka record batches over the system's zlib, lz4, snappy and zstd.
//
// Nothing here trusts a length that the input claims: a decompressor only ever writes into the space it is handed, and
// its own windows are capped. No function keeps a pointer to the input beyond the run that it belongs to.

#ifndef CCOMPRESSION_H
#define CCOMPRESSION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The numbers of the codecs in a batch's attributes.
#define CCOMPRESSION_GZIP 1
#define CCOMPRESSION_SNAPPY 2
#define CCOMPRESSION_LZ4 3
#define CCOMPRESSION_ZSTD 4

// What a step came to.
#define CCOMPRESSION_END 0           // all input used, all output written
#define CCOMPRESSION_NEEDS_OUTPUT 1  // call again with at least `wanted` bytes of space
#define CCOMPRESSION_CORRUPT (-1)    // the input is damaged, or of another codec
#define CCOMPRESSION_TRUNCATED (-2)  // the input ends too early
#define CCOMPRESSION_NO_MEMORY (-3)

typedef struct {
    int status;
    // Bytes written by this step.
    size_t produced;
    // With CCOMPRESSION_NEEDS_OUTPUT: a space that is sure to bring the next step further.
    size_t wanted;
    // With an error: a few words, in static memory.
    const char *reason;
} ccompression_step;

// Reusable contexts of all codecs, made when first needed. For one thread at a time.
typedef struct ccompression_decompressor ccompression_decompressor;

ccompression_decompressor *ccompression_decompressor_create(void);
void ccompression_decompressor_destroy(ccompression_decompressor *decompressor);

// Starts on a payload, which must stay where it is until the last step on it. `tolerates_lz4_header` takes an lz4 frame
// whose header checksum is wrong, as every writer of message format 0 made it. The answer's `wanted` is a good first
// space, never more than a small multiple of the input.
ccompression_step ccompression_decompressor_begin(ccompression_decompressor *decompressor, int codec,
                                                  int tolerates_lz4_header, const void *input, size_t count);

// Writes at most `capacity` bytes. Earlier output may have been moved meanwhile.
ccompression_step ccompression_decompressor_step(ccompression_decompressor *decompressor, void *output,
                                                 size_t capacity);

// Reusable contexts for writing. For one thread at a time.
typedef struct ccompression_compressor ccompression_compressor;

// A level that no codec has: the codec's own default.
#define CCOMPRESSION_DEFAULT_LEVEL (-1000000)

ccompression_compressor *ccompression_compressor_create(void);
void ccompression_compressor_destroy(ccompression_compressor *compressor);

// The most bytes that `count` bytes can become.
size_t ccompression_compress_bound(int codec, size_t count);

// Compresses a whole payload as Kafka's Java client frames it: gzip of one member, snappy in xerial blocks of 32 KiB, an
// lz4 frame of independent blocks of 64 KiB, one zstd frame. `capacity` must be at least the bound.
ccompression_step ccompression_compress(ccompression_compressor *compressor, int codec, int32_t level,
                                        const void *input, size_t count, void *output, size_t capacity);

// CRC-32C (Castagnoli) of more bytes after those that gave `crc`; 0 to start with.
uint32_t ccompression_crc32c(uint32_t crc, const void *bytes, size_t count);

// The same without the processor's own instruction.
uint32_t ccompression_crc32c_portable(uint32_t crc, const void *bytes, size_t count);

// The same by the crc32 instruction alone, where there is one: what machines without wider ones use.
uint32_t ccompression_crc32c_narrow(uint32_t crc, const void *bytes, size_t count);

// What ccompression_crc32c uses on this machine: "avx512+vpclmulqdq", "sse4.2+pclmul", "armv8" or "portable".
const char *ccompression_crc32c_implementation(void);

// CRC-32 (zlib's) of more bytes after those that gave `crc`; 0 to start with.
uint32_t ccompression_crc32(uint32_t crc, const void *bytes, size_t count);

#ifdef __cplusplus
}
#endif

#endif
