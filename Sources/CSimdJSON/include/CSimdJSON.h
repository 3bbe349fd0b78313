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

#ifdef __cplusplus
}
#endif

#endif
