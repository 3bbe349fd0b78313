import CSimdJSON

/// simdjson's DOM parser, used again for value after value: one call a value, then the tape is read from Swift.
///
/// It refuses some valid JSON for limits of its own (numbers beyond 64 bits or double) and gives no position: whatever
/// it refuses goes to ``ExactJSONParser``, which decides.
struct SimdJSONParser: ~Copyable {
    private let parser: OpaquePointer?
    private var padded = PaddedText()

    init() { parser = csimdjson_parser_create() }

    deinit { csimdjson_parser_destroy(parser) }

    /// The tape of `bytes`, of which `readable` (at least `bytes.count`) may be read; nil where simdjson refuses them.
    mutating func parse(_ bytes: UnsafeRawBufferPointer, readable: Int) -> JSONTape? {
        guard let parser, let start = bytes.baseAddress, bytes.count > 0 else { return nil }
        let source = padded.place(start, count: bytes.count, readable: readable)
        var words: UnsafeMutablePointer<UInt64>?
        var strings: UnsafePointer<UInt8>?
        let code = csimdjson_parse(
            parser, source.assumingMemoryBound(to: UInt8.self), bytes.count, &words, &strings)
        guard code == 0, let words, let strings else { return nil }
        return JSONTape(words: words, strings: UnsafeRawPointer(strings))
    }

    /// Gives memory back after a large value.
    mutating func releaseLargeBuffers(limit: Int) {
        padded.shrink(to: limit)
        if let parser, csimdjson_parser_capacity(parser) > limit { csimdjson_parser_release_buffers(parser) }
    }
}
