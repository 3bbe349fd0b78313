import CSimdJSON

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// simdjson's DOM parser, used again for value after value: one call a value, then the tape is read from Swift.
///
/// It refuses some valid JSON for limits of its own (numbers beyond 64 bits or double) and gives no position: whatever
/// it refuses goes to ``ExactJSONParser``, which decides.
struct SimdJSONParser: ~Copyable {
    /// Bytes beyond a value that may be read.
    static let padding = Int(CSIMDJSON_PADDING)

    private let parser: OpaquePointer?
    private var scratch = RawVector<UInt8>(capacity: 4096)

    init() { parser = csimdjson_parser_create() }

    deinit { csimdjson_parser_destroy(parser) }

    /// The tape of `bytes`, of which `readable` (at least `bytes.count`) may be read; nil where simdjson refuses them.
    mutating func parse(_ bytes: UnsafeRawBufferPointer, readable: Int) -> JSONTape? {
        guard let parser, let start = bytes.baseAddress, bytes.count > 0 else { return nil }
        var source = start
        if readable - bytes.count < Self.padding {
            scratch.removeAll()
            scratch.reserve(bytes.count + Self.padding)
            memcpy(scratch.base, start, bytes.count)
            memset(scratch.base + bytes.count, 0x20, Self.padding)
            source = UnsafeRawPointer(scratch.base)
        }
        var words: UnsafeMutablePointer<UInt64>?
        var strings: UnsafePointer<UInt8>?
        let code = csimdjson_parse(
            parser, source.assumingMemoryBound(to: UInt8.self), bytes.count, &words, &strings)
        guard code == 0, let words, let strings else { return nil }
        return JSONTape(words: words, strings: UnsafeRawPointer(strings))
    }

    /// Gives memory back after a large value.
    mutating func releaseLargeBuffers(limit: Int) {
        scratch.shrink(to: limit)
        if let parser, csimdjson_parser_capacity(parser) > limit { csimdjson_parser_release_buffers(parser) }
    }
}
