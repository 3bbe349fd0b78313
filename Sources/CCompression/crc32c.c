// CRC-32C, polynomial 0x1EDC6F41 (0x82F63B78 with its bits reversed), as RFC 3720 and Kafka's message format 2 use it.

#include "CCompression.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
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

// The crc32 instruction takes three cycles and on some processors a new one can start every cycle, so three neighbouring
// stretches of the input are summed at once. A checksum is moved past the stretches behind it by a carry-less product with a power of x,
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

// MARK: - x86-64: 256 bytes at a time

// Bytes are folded onto those behind them by carry-less products with powers of x, as in Gopal and others, "Fast CRC
// Computation for Generic Polynomials Using PCLMULQDQ" (Intel, 2009), four times four lanes of 16 bytes side by side. What
// is left in the end, 16 bytes, the crc32 instruction reduces. Twice as fast as three streams of that instruction in the
// processor's cache, and four times on bytes that another core has just received.

#define WIDE_STEP 256
#define WIDE __attribute__((target("avx512f,vpclmulqdq,sse4.2,pclmul")))

// The bit-reversed powers that move 64 bits each over so many bits: for the low half of a lane, and for the high one.
typedef struct {
    uint64_t low, high;
} fold_powers;

static fold_powers over_2048, over_1536, over_1024, over_512, over_384, over_256, over_128;

static fold_powers powers_over(uint32_t bits) {
    // The product of two reversed polynomials comes out one bit low, hence the shift.
    fold_powers powers = {(uint64_t)power_of_x(bits + 32) << 1, (uint64_t)power_of_x(bits - 32) << 1};
    return powers;
}

static void fill_fold_powers(void) {
    over_2048 = powers_over(2048);
    over_1536 = powers_over(1536);
    over_1024 = powers_over(1024);
    over_512 = powers_over(512);
    over_384 = powers_over(384);
    over_256 = powers_over(256);
    over_128 = powers_over(128);
}

WIDE static inline __attribute__((always_inline)) __m512i four_times(fold_powers powers) {
    return _mm512_broadcast_i32x4(_mm_set_epi64x((int64_t)powers.high, (int64_t)powers.low));
}

WIDE static inline __attribute__((always_inline)) __m512i fold(__m512i lanes, __m512i powers, __m512i onto) {
    __m512i low = _mm512_clmulepi64_epi128(lanes, powers, 0x00);
    __m512i high = _mm512_clmulepi64_epi128(lanes, powers, 0x11);
    return _mm512_ternarylogic_epi64(low, high, onto, 0x96);
}

WIDE static inline __attribute__((always_inline)) __m128i fold_lane(__m128i lane, fold_powers by, __m128i onto) {
    __m128i powers = _mm_set_epi64x((int64_t)by.high, (int64_t)by.low);
    __m128i both = _mm_xor_si128(_mm_clmulepi64_si128(lane, powers, 0x00), _mm_clmulepi64_si128(lane, powers, 0x11));
    return _mm_xor_si128(both, onto);
}

WIDE static uint32_t crc32c_wide(uint32_t crc, const void *bytes, size_t count) {
    if (count < 2 * WIDE_STEP) { return crc32c_x86(crc, bytes, count); }
    const uint8_t *p = bytes;
    // The checksum so far belongs to the first four bytes.
    __m512i a = _mm512_xor_si512(_mm512_loadu_si512(p), _mm512_zextsi128_si512(_mm_cvtsi32_si128((int32_t)~crc)));
    __m512i b = _mm512_loadu_si512(p + 64), c = _mm512_loadu_si512(p + 128), d = _mm512_loadu_si512(p + 192);
    p += WIDE_STEP;
    count -= WIDE_STEP;
    const __m512i step = four_times(over_2048);
    while (count >= WIDE_STEP) {
        a = fold(a, step, _mm512_loadu_si512(p));
        b = fold(b, step, _mm512_loadu_si512(p + 64));
        c = fold(c, step, _mm512_loadu_si512(p + 128));
        d = fold(d, step, _mm512_loadu_si512(p + 192));
        p += WIDE_STEP;
        count -= WIDE_STEP;
    }
    const __m512i next = four_times(over_512);
    d = fold(a, four_times(over_1536), fold(b, four_times(over_1024), fold(c, next, d)));
    while (count >= 64) {
        d = fold(d, next, _mm512_loadu_si512(p));
        p += 64;
        count -= 64;
    }
    __m128i last = _mm512_extracti32x4_epi32(d, 3);
    last = fold_lane(_mm512_extracti32x4_epi32(d, 0), over_384, last);
    last = fold_lane(_mm512_extracti32x4_epi32(d, 1), over_256, last);
    last = fold_lane(_mm512_extracti32x4_epi32(d, 2), over_128, last);
    uint64_t rest = _mm_crc32_u64(0, (uint64_t)_mm_cvtsi128_si64(last));
    rest = _mm_crc32_u64(rest, (uint64_t)_mm_extract_epi64(last, 1));
    return crc32c_x86(~(uint32_t)rest, p, count);
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
static crc_function narrow = ccompression_crc32c_portable;
static const char *chosen_name = "portable";

__attribute__((constructor)) static void choose(void) {
    fill_table();
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul")) {
        fill_powers();
        narrow = chosen = crc32c_x86;
        chosen_name = "sse4.2+pclmul";
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("vpclmulqdq")) {
            fill_fold_powers();
            chosen = crc32c_wide;
            chosen_name = "avx512+vpclmulqdq";
        }
    }
#elif defined(__aarch64__) && defined(__APPLE__)
    narrow = chosen = crc32c_arm;
    chosen_name = "armv8";
#elif defined(__aarch64__) && defined(__linux__)
    // Bit 7 of AT_HWCAP is the CRC32 instructions.
    if (getauxval(AT_HWCAP) & (1ul << 7)) {
        narrow = chosen = crc32c_arm;
        chosen_name = "armv8";
    }
#endif
}

uint32_t ccompression_crc32c(uint32_t crc, const void *bytes, size_t count) { return chosen(crc, bytes, count); }

uint32_t ccompression_crc32c_narrow(uint32_t crc, const void *bytes, size_t count) { return narrow(crc, bytes, count); }

const char *ccompression_crc32c_implementation(void) { return chosen_name; }
