#include "CSimdJSON.h"

#include <memory>
#include <new>

#include <simdjson.h>

static_assert(simdjson::SIMDJSON_PADDING <= CSIMDJSON_PADDING, "simdjson reads further ahead than the header says");

struct csimdjson_parser {
    simdjson::dom::parser parser;
    simdjson::dom::document document;
};

struct csimdjson_indexer {
    std::unique_ptr<simdjson::internal::dom_parser_implementation> implementation;
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

extern "C" csimdjson_indexer *csimdjson_indexer_create(void) { return new (std::nothrow) csimdjson_indexer; }

extern "C" void csimdjson_indexer_destroy(csimdjson_indexer *indexer) { delete indexer; }

extern "C" size_t csimdjson_indexer_capacity(const csimdjson_indexer *indexer) {
    return indexer->implementation ? indexer->implementation->capacity() : 0;
}

extern "C" void csimdjson_indexer_release_buffers(csimdjson_indexer *indexer) { indexer->implementation.reset(); }

extern "C" int32_t csimdjson_index(
    csimdjson_indexer *indexer, const uint8_t *bytes, size_t count, const uint32_t **indexes, size_t *index_count) {
    auto &implementation = indexer->implementation;
    if (!implementation || implementation->capacity() < count) {
        if (count > simdjson::SIMDJSON_MAXSIZE_BYTES) { return simdjson::CAPACITY; }
        size_t capacity = 4096;
        while (capacity < count && capacity < LARGE_VALUE) { capacity *= 2; }
        if (capacity < count) { capacity = count; }
        auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
            capacity, simdjson::DEFAULT_MAX_DEPTH, implementation);
        if (error != simdjson::SUCCESS) {
            implementation.reset();
            return error;
        }
    }
    auto error = implementation->stage1(bytes, count, simdjson::stage1_mode::regular);
    if (error != simdjson::SUCCESS) { return error; }
    *indexes = implementation->structural_indexes.get();
    *index_count = implementation->n_structural_indexes;
    return 0;
}

extern "C" int32_t csimdjson_parse_double(const uint8_t *text, double *value) {
    return simdjson::builtin::numberparsing::parse_double(text).get(*value);
}
