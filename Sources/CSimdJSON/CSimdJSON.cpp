#include "CSimdJSON.h"

#include <new>

#include <simdjson.h>

static_assert(simdjson::SIMDJSON_PADDING <= CSIMDJSON_PADDING, "simdjson reads further ahead than the header says");

struct csimdjson_parser {
    simdjson::dom::parser parser;
    simdjson::dom::document document;
};

namespace {

/// Beyond this capacity buffers are made to measure: they take about fourteen bytes a byte of value.
constexpr size_t LARGE_VALUE = size_t(64) << 20;

/// Buffers grow by powers of two, so that values of slowly growing length do not allocate each time.
simdjson::error_code reserve(csimdjson_parser &state, size_t count) noexcept {
    if (count <= state.parser.capacity() && count <= state.document.capacity()) { return simdjson::SUCCESS; }
    if (count > simdjson::SIMDJSON_MAXSIZE_BYTES) { return simdjson::CAPACITY; }
    size_t capacity = 4096;
    while (capacity < count && capacity < LARGE_VALUE) { capacity *= 2; }
    if (capacity < count) { capacity = count; }
    auto error = state.document.allocate(capacity);
    if (error == simdjson::SUCCESS) { error = state.parser.allocate(capacity); }
    return error;
}

} // namespace

extern "C" csimdjson_parser *csimdjson_parser_create(void) { return new (std::nothrow) csimdjson_parser; }

extern "C" void csimdjson_parser_destroy(csimdjson_parser *parser) { delete parser; }

extern "C" size_t csimdjson_parser_capacity(const csimdjson_parser *parser) { return parser->document.capacity(); }

extern "C" void csimdjson_parser_release_buffers(csimdjson_parser *parser) {
    parser->parser = simdjson::dom::parser();
    parser->document = simdjson::dom::document();
}

extern "C" int32_t csimdjson_parse(
    csimdjson_parser *parser, const uint8_t *bytes, size_t count, uint64_t **tape, const uint8_t **strings) {
    auto error = reserve(*parser, count);
    if (error == simdjson::SUCCESS) {
        error = parser->parser.parse_into_document(parser->document, bytes, count, false).error();
    }
    if (error != simdjson::SUCCESS) { return error; }
    *tape = parser->document.tape.get();
    *strings = parser->document.string_buf.get();
    return 0;
}
