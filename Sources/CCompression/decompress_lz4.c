// lz4 frames: any number of them, blocks linked or not, checksums verified where they are written. Bytes behind a whole
// frame that do not begin another one are left alone, as Kafka's reader does.
//
// Kafka's clients write frames of independent blocks without checksums. Such blocks are decoded by lz4_block.c straight
// into the output; liblz4 does all other frames, and what is left of a frame where the output has no room for a block.

#include "decompressor.h"
#include "lz4_block.h"

#include <string.h>

#define FRAME_MAGIC 0x184D2204u
#define SKIPPABLE_MAGIC 0x184D2A50u
#define SKIPPABLE_MASK 0xFFFFFFF0u

// A frame's magic, flags and block size, before the optional fields.
#define FRAME_HEADER_START 6

static uint32_t rotate_left(uint32_t value, int bits) { return value << bits | value >> (32 - bits); }

// xxHash32 with seed 0 of fewer than 16 bytes, which is all that the fields of a frame header come to.
static uint32_t short_xxh32(const uint8_t *bytes, size_t count) {
    const uint32_t prime1 = 2654435761u, prime2 = 2246822519u, prime3 = 3266489917u, prime4 = 668265263u,
                   prime5 = 374761393u;
    uint32_t hash = prime5 + (uint32_t)count;
    while (count >= 4) {
        hash = rotate_left(hash + ccompression_le32(bytes) * prime3, 17) * prime4;
        bytes += 4;
        count -= 4;
    }
    while (count--) { hash = rotate_left(hash + *bytes++ * prime5, 11) * prime1; }
    hash = (hash ^ hash >> 15) * prime2;
    hash = (hash ^ hash >> 13) * prime3;
    return hash ^ hash >> 16;
}

static int begins_frame(const ccompression_decompressor *d) {
    if (d->count - d->position < 4) { return 0; }
    uint32_t magic = ccompression_le32(d->input + d->position);
    return magic == FRAME_MAGIC || (magic & SKIPPABLE_MASK) == SKIPPABLE_MAGIC;
}

// The flags of a frame: version 1, independent blocks, and neither checksums nor a size nor a dictionary.
#define PLAIN_FLAGS 0x60

// Looks at the header of the frame that begins here, and copies it with the right checksum where a wrong one is to be
// taken. Answers the size of the frame's blocks, or 0 where the header is cut or odd; the library then says so.
static size_t open_frame(ccompression_decompressor *d) {
    const uint8_t *frame = d->input + d->position;
    size_t left = d->count - d->position;
    d->lz4_between_frames = 0;
    d->lz4_plain_block = 0;
    d->lz4_header_count = d->lz4_header_position = 0;
    if (left < FRAME_HEADER_START || ccompression_le32(frame) != FRAME_MAGIC) { return 0; }
    uint8_t flags = frame[4], block = frame[5] >> 4 & 7;
    size_t checksum_at = FRAME_HEADER_START + ((flags & 0x08) ? 8 : 0) + ((flags & 0x01) ? 4 : 0);
    if (left <= checksum_at) { return 0; }
    // 4 to 7 stand for 64 KiB, 256 KiB, 1 MiB and 4 MiB.
    size_t block_size = block < 4 ? 0 : (size_t)1 << (2 * block + 8);
    uint8_t checksum = (uint8_t)(short_xxh32(frame + 4, checksum_at - 4) >> 8);
    int is_plain = flags == PLAIN_FLAGS && (frame[5] & 0x8F) == 0 && block_size > 0;
    if (d->lz4_tolerates_header || (is_plain && frame[checksum_at] == checksum)) {
        memcpy(d->lz4_header, frame, checksum_at);
        d->lz4_header[checksum_at] = checksum;
        d->lz4_header_count = checksum_at + 1;
        d->position += checksum_at + 1;
        if (is_plain) { d->lz4_plain_block = block_size; }
    }
    return block_size;
}

// A block's size as it is written: the top bit tells that it is stored as it is.
#define STORED 0x80000000u

// The compressed block at `position`; its count is 0 where there is none, or not all of it.
static ccompression_lz4_input compressed_block(const ccompression_decompressor *d, size_t position) {
    ccompression_lz4_input none = {NULL, 0};
    if (d->count - position < 4) { return none; }
    uint32_t size = ccompression_le32(d->input + position);
    if ((size & STORED) || size > d->lz4_plain_block || size > d->count - position - 4) { return none; }
    ccompression_lz4_input block = {d->input + position + 4, size};
    return block;
}

// Decodes blocks of a plain frame for as long as the output has room for a whole one. Where it has not, the frame is
// handed over to the library, which is given the header and goes on at this block.
static ccompression_step plain_blocks(ccompression_decompressor *d, uint8_t *output, size_t capacity) {
    const size_t block_size = d->lz4_plain_block;
    size_t produced = 0;
    while (capacity - produced >= block_size) {
        size_t left = d->count - d->position;
        if (left < 4) { return ccompression_failed(CCOMPRESSION_TRUNCATED, "the lz4 frame ends too early"); }
        uint32_t written_size = ccompression_le32(d->input + d->position), size = written_size & ~STORED;
        if (written_size == 0) {
            d->position += 4;
            d->lz4_plain_block = 0;
            d->lz4_between_frames = 1;
            return ccompression_went_on(CCOMPRESSION_END, produced, 0);
        }
        if (size > block_size) {
            return ccompression_failed(CCOMPRESSION_CORRUPT, "an lz4 block is larger than its frame allows");
        }
        if (size > left - 4) { return ccompression_failed(CCOMPRESSION_TRUNCATED, "the lz4 frame ends too early"); }
        uint8_t *to = output + produced;
        if (written_size & STORED) {
            memcpy(to, d->input + d->position + 4, size);
            produced += size;
            d->position += 4 + size;
            continue;
        }
        ccompression_lz4_input block = {d->input + d->position + 4, size}, next = {NULL, 0};
        d->position += 4 + size;
        if (capacity - produced >= 2 * block_size) { next = compressed_block(d, d->position); }
        size_t counts[2] = {0, 0};
        if (next.count) {
            ccompression_lz4_blocks(block, next, to, block_size, counts);
            d->position += 4 + next.count;
        } else {
            counts[0] = ccompression_lz4_block(block, to, block_size);
        }
        if (counts[0] == CCOMPRESSION_LZ4_BROKEN || counts[1] == CCOMPRESSION_LZ4_BROKEN) {
            return ccompression_failed(CCOMPRESSION_CORRUPT, "an lz4 block is damaged");
        }
        // Writers fill all blocks but the last.
        if (counts[0] < block_size) { memmove(to + counts[0], to + block_size, counts[1]); }
        produced += counts[0] + counts[1];
    }
    d->lz4_plain_block = 0;
    return ccompression_went_on(CCOMPRESSION_NEEDS_OUTPUT, produced, 1);
}

ccompression_step ccompression_lz4_begin(ccompression_decompressor *d) {
    if (d->lz4) {
        LZ4F_resetDecompressionContext(d->lz4);
    } else if (LZ4F_isError(LZ4F_createDecompressionContext(&d->lz4, LZ4F_VERSION))) {
        d->lz4 = NULL;
        return ccompression_failed(CCOMPRESSION_NO_MEMORY, "lz4 has no memory");
    }
    if (!begins_frame(d)) { return ccompression_failed(CCOMPRESSION_CORRUPT, "it does not begin with an lz4 frame"); }
    size_t count = d->count, block = open_frame(d);
    // With space for a whole block the library writes straight into it; but no input becomes more than 255 times its size.
    size_t wanted = count > SIZE_MAX / 512 ? count : count * 4;
    if (wanted < block && block <= count * 255) { wanted = block; }
    return ccompression_went_on(CCOMPRESSION_NEEDS_OUTPUT, 0, wanted);
}

ccompression_step ccompression_lz4_step(ccompression_decompressor *d, uint8_t *output, size_t capacity) {
    size_t produced = 0;
    for (;;) {
        if (d->lz4_between_frames) {
            if (!begins_frame(d)) { return ccompression_went_on(CCOMPRESSION_END, produced, 0); }
            open_frame(d);
        }
        if (d->lz4_plain_block) {
            ccompression_step step = plain_blocks(d, output + produced, capacity - produced);
            if (step.status < 0) { return step; }
            produced += step.produced;
            if (step.status == CCOMPRESSION_END) { continue; }
        }
        int from_header = d->lz4_header_position < d->lz4_header_count;
        const uint8_t *input = from_header ? d->lz4_header + d->lz4_header_position : d->input + d->position;
        size_t used = from_header ? d->lz4_header_count - d->lz4_header_position : d->count - d->position;
        size_t written = capacity - produced;
        size_t result = LZ4F_decompress(d->lz4, output + produced, &written, input, &used, NULL);
        if (LZ4F_isError(result)) { return ccompression_failed(CCOMPRESSION_CORRUPT, LZ4F_getErrorName(result)); }
        produced += written;
        if (from_header) {
            d->lz4_header_position += used;
        } else {
            d->position += used;
        }
        if (result == 0) {
            d->lz4_between_frames = 1;
        } else if (used == 0 && written == 0) {
            if (produced == capacity) { return ccompression_went_on(CCOMPRESSION_NEEDS_OUTPUT, produced, 1); }
            if (d->position == d->count) {
                return ccompression_failed(CCOMPRESSION_TRUNCATED, "the lz4 frame ends too early");
            }
            return ccompression_failed(CCOMPRESSION_CORRUPT, "the lz4 frame does not go on");
        }
    }
}
