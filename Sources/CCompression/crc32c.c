// CRC-32C, polynomial 0x1EDC6F41 (0x82F63B78 with its bits reversed), as RFC 3720 and Kafka's message format 2 use it.

#include "CCompression.h"

#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#include <wmmintrin.h>
#elif defined(__aarch64__)
#include <arm_acle.h>
#if defined(__linux__)
#include <sys/auxv.h>
#endif
#endif

#define POLYNOMIAL 0x82F63B78u

typedef uint32_t (*crc_function)(uint32_t, const void *, size_t);

static uint64_t load_u64(const uint8_t *bytes) {
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

// MARK: - Portable

// table[k][b]: what byte b does to the checksum when k more bytes follow it in the same group of eight.
static uint32_t table[8][256];

static void fill_table(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t crc = byte;
        for (int bit = 0; bit < 8; bit++) { crc = (crc >> 1) ^ ((crc & 1) ? POLYNOMIAL : 0); }
        table[0][byte] = crc;
    }
    for (int k = 1; k < 8; k++) {
        for (uint32_t byte = 0; byte < 256; byte++) {
            uint32_t before = table[k - 1][byte];
            table[k][byte] = (before >> 8) ^ table[0][before & 0xFF];
        }
    }
}

uint32_t ccompression_crc32c_portable(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *p = bytes;
    uint32_t c = ~crc;
    while (count >= 8) {
        c ^= (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
        c = table[7][c & 0xFF] ^ table[6][(c >> 8) & 0xFF] ^ table[5][(c >> 16) & 0xFF] ^ table[4][c >> 24]
            ^ table[3][p[4]] ^ table[2][p[5]] ^ table[1][p[6]] ^ table[0][p[7]];
        p += 8;
        count -= 8;
    }
    while (count--) { c = (c >> 8) ^ table[0][(c ^ *p++) & 0xFF]; }
    return ~c;
}

// MARK: - x86-64: three streams side by side

// The crc32 instruction takes three cycles and a new one can start every cycle, so three neighbouring stretches of the
// input are summed at once. A checksum is moved past the stretches behind it by a carry-less product with a power of x,
// which the crc32 instruction itself then reduces again.

#if defined(__x86_64__)

#define LONG_STRETCH 2048
#define SHORT_STRETCH 256

// Bit-reversed x^(8 * bytes - 33) modulo the polynomial: the product of two reversed polynomials comes out one bit low,
// and the reducing crc32 instruction multiplies by x^32 itself.
static uint64_t past_long_1, past_long_2, past_short_1, past_short_2;

static uint32_t power_of_x(uint32_t exponent) {
    uint32_t value = 0x80000000u;
    while (exponent--) { value = (value >> 1) ^ ((value & 1) ? POLYNOMIAL : 0); }
    return value;
}

static void fill_powers(void) {
    past_long_1 = power_of_x(8 * LONG_STRETCH - 33);
    past_long_2 = power_of_x(16 * LONG_STRETCH - 33);
    past_short_1 = power_of_x(8 * SHORT_STRETCH - 33);
    past_short_2 = power_of_x(16 * SHORT_STRETCH - 33);
}

__attribute__((target("sse4.2,pclmul"))) static uint32_t move_past(uint64_t crc, uint64_t power) {
    __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128((int64_t)crc), _mm_cvtsi64_si128((int64_t)power), 0);
    return (uint32_t)_mm_crc32_u64(0, (uint64_t)_mm_cvtsi128_si64(product));
}

__attribute__((target("sse4.2,pclmul"))) static uint64_t three_stretches(uint64_t crc, const uint8_t *p, size_t stretch,
                                                                        uint64_t past_1, uint64_t past_2) {
    uint64_t a = crc, b = 0, c = 0;
    for (size_t i = 0; i < stretch; i += 8) {
        a = _mm_crc32_u64(a, load_u64(p + i));
        b = _mm_crc32_u64(b, load_u64(p + stretch + i));
        c = _mm_crc32_u64(c, load_u64(p + 2 * stretch + i));
    }
    return move_past(a, past_2) ^ move_past(b, past_1) ^ c;
}

__attribute__((target("sse4.2,pclmul"))) static uint32_t crc32c_x86(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *p = bytes;
    uint64_t c = (uint32_t)~crc;
    while (count >= 3 * LONG_STRETCH) {
        c = three_stretches(c, p, LONG_STRETCH, past_long_1, past_long_2);
        p += 3 * LONG_STRETCH;
        count -= 3 * LONG_STRETCH;
    }
    while (count >= 3 * SHORT_STRETCH) {
        c = three_stretches(c, p, SHORT_STRETCH, past_short_1, past_short_2);
        p += 3 * SHORT_STRETCH;
        count -= 3 * SHORT_STRETCH;
    }
    while (count >= 8) {
        c = _mm_crc32_u64(c, load_u64(p));
        p += 8;
        count -= 8;
    }
    while (count--) { c = _mm_crc32_u8((uint32_t)c, *p++); }
    return ~(uint32_t)c;
}

#endif

// MARK: - ARMv8: eight bytes an instruction

#if defined(__aarch64__)

#if defined(__APPLE__)
#define ARM_TARGET
#else
#define ARM_TARGET __attribute__((target("crc")))
#endif

ARM_TARGET static uint32_t crc32c_arm(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *p = bytes;
    uint32_t c = ~crc;
    while (count >= 8) {
        c = __crc32cd(c, load_u64(p));
        p += 8;
        count -= 8;
    }
    while (count--) { c = __crc32cb(c, *p++); }
    return ~c;
}

#endif

// MARK: - Choice at run time

static crc_function chosen = ccompression_crc32c_portable;
static const char *chosen_name = "portable";

__attribute__((constructor)) static void choose(void) {
    fill_table();
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul")) {
        fill_powers();
        chosen = crc32c_x86;
        chosen_name = "sse4.2+pclmul";
    }
#elif defined(__aarch64__) && defined(__APPLE__)
    chosen = crc32c_arm;
    chosen_name = "armv8";
#elif defined(__aarch64__) && defined(__linux__)
    // Bit 7 of AT_HWCAP is the CRC32 instructions.
    if (getauxval(AT_HWCAP) & (1ul << 7)) {
        chosen = crc32c_arm;
        chosen_name = "armv8";
    }
#endif
}

uint32_t ccompression_crc32c(uint32_t crc, const void *bytes, size_t count) { return chosen(crc, bytes, count); }

const char *ccompression_crc32c_implementation(void) { return chosen_name; }
