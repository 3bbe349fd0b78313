#ifndef CCOMPRESSION_LZ4_BLOCK_H
#define CCOMPRESSION_LZ4_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#define CCOMPRESSION_LZ4_BROKEN SIZE_MAX

// Decodes one lz4 block that depends on no other; `count` and `capacity` fit an int. Any byte of `output` up to `capacity`
// may be written to.
//
// Answers how many bytes it holds, or CCOMPRESSION_LZ4_BROKEN where it is damaged or holds more than `capacity`.
size_t ccompression_lz4_block(const uint8_t *input, size_t count, uint8_t *output, size_t capacity);

#endif
