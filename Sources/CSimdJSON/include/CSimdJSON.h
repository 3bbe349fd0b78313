#ifndef KFRAME_CSIMDJSON_H
#define KFRAME_CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A DOM parser of simdjson and the document it fills, both used again for value after value.
/// Not thread-safe: one parser a thread.
typedef struct csimdjson_parser csimdjson_parser;

enum {
    /// Bytes beyond the end of a value that the parser may read (never write) and ignores.
    CSIMDJSON_PADDING = 64,
};

/// A parser without buffers; NULL when memory is short.
csimdjson_parser *csimdjson_parser_create(void);

/// Frees the parser and its document. NULL is allowed.
void csimdjson_parser_destroy(csimdjson_parser *parser);

/// The length in bytes of the longest value that the buffers held now take.
size_t csimdjson_parser_capacity(const csimdjson_parser *parser);

/// Frees the parser's and the document's buffers; they come back at the next value.
void csimdjson_parser_release_buffers(csimdjson_parser *parser);

/// Parses `count` bytes at `bytes`, which must be readable up to `count + CSIMDJSON_PADDING`.
///
/// Returns 0 and the document's tape and string buffer (simdjson's doc/tape.md), which are good until the next call,
/// or one of simdjson's error codes. The tape may be written to: simdjson starts afresh with every value.
int32_t csimdjson_parse(
    csimdjson_parser *parser, const uint8_t *bytes, size_t count, uint64_t **tape, const uint8_t **strings);

/// simdjson's first stage alone, and its buffers, used again for value after value. Not thread-safe: one a thread.
typedef struct csimdjson_indexer csimdjson_indexer;

/// An indexer without buffers; NULL when memory is short.
csimdjson_indexer *csimdjson_indexer_create(void);

/// Frees the indexer. NULL is allowed.
void csimdjson_indexer_destroy(csimdjson_indexer *indexer);

/// The length in bytes of the longest value that the buffers held now take.
size_t csimdjson_indexer_capacity(const csimdjson_indexer *indexer);

/// Frees the indexer's buffers; they come back at the next value.
void csimdjson_indexer_release_buffers(csimdjson_indexer *indexer);

/// Finds where each bracket, colon, comma, string (its opening quote), number and literal of the `count` bytes at `bytes`
/// begins, which must be readable up to `count + CSIMDJSON_PADDING`.
///
/// Returns 0 where the bytes are UTF-8, every string is closed and none holds a bare control character; nothing else is
/// checked. Then `*indexes` are the places in order, good until the next call, with `count` itself behind the last.
/// Else one of simdjson's error codes.
int32_t csimdjson_index(
    csimdjson_indexer *indexer, const uint8_t *bytes, size_t count, const uint32_t **indexes, size_t *index_count);

/// The double nearest to the JSON number at `text`, behind which a byte follows that ends it. Returns 0, or one of
/// simdjson's error codes where it is no number or beyond double.
int32_t csimdjson_parse_double(const uint8_t *text, double *value);

/// 10 to the power of `exponent`, which is 0 to 22: all that doubles hold exactly.
static inline double csimdjson_power_of_ten(ptrdiff_t exponent) {
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    return powers[exponent];
}

/// Asks for the memory at `place`, which is going to be written; any place will do.
static inline void csimdjson_prefetch(const void *place) { __builtin_prefetch(place, 1); }

#ifdef __cplusplus
}
#endif

#endif
