#ifndef CCOMPRESSION_LZ4_BLOCK_H
#define CCOMPRESSION_LZ4_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#define CCOMPRESSION_LZ4_BROKEN SIZE_MAX

typedef struct {
    const uint8_t *bytes;
    size_t count;
} ccompression_lz4_input;

// Decodes one lz4 block that depends on no other; counts and capacities fit an int. Any byte of `output` up to `capacity`
// may be written to.
//
// Answers how many bytes it holds, or CCOMPRESSION_LZ4_BROKEN where it is damaged or holds more than `capacity`.
size_t ccompression_lz4_block(ccompression_lz4_input block, uint8_t *output, size_t capacity);

// Decodes two of them, the second one `capacity` bytes behind the first.
void ccompression_lz4_blocks(ccompression_lz4_input first, ccompression_lz4_input second, uint8_t *output,
                             size_t capacity, size_t counts[2]);

#endif
