import CSimdJSON

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A value's text and where its tokens begin, as simdjson's first stage finds them.
///
/// The text is UTF-8, its strings are closed and hold no bare control character; whether the tokens make a JSON document
/// is not known yet. Everything between a token's end and the next token is white space.
struct JSONIndex {
    let text: UnsafePointer<UInt8>
    let count: Int
    /// The places of brackets, colons, commas, opening quotes, and first characters of anything else, in order; behind
    /// the last, `count`.
    let tokens: UnsafePointer<UInt32>
    let tokenCount: Int
    /// Whether there is any backslash.
    let hasBackslash: Bool
}

/// Finds the tokens of value after value.
struct JSONIndexer: ~Copyable {
    private let indexer: OpaquePointer?
    private var padded = PaddedText()

    init() { indexer = csimdjson_indexer_create() }

    deinit { csimdjson_indexer_destroy(indexer) }

    /// The tokens of `bytes`, of which `readable` (at least `bytes.count`) may be read; nil where simdjson refuses them.
    /// Good until the next call.
    mutating func index(_ bytes: UnsafeRawBufferPointer, readable: Int) -> JSONIndex? {
        guard let indexer, let start = bytes.baseAddress, bytes.count > 0 else { return nil }
        let source = padded.place(start, count: bytes.count, readable: readable)
        let text = source.assumingMemoryBound(to: UInt8.self)
        var tokens: UnsafePointer<UInt32>?
        var tokenCount = 0
        let code = csimdjson_index(indexer, text, bytes.count, &tokens, &tokenCount)
        guard code == 0, let tokens else { return nil }
        return JSONIndex(
            text: text, count: bytes.count, tokens: tokens, tokenCount: tokenCount,
            hasBackslash: memchr(source, Int32(UInt8(ascii: "\\")), bytes.count) != nil)
    }

    /// Gives memory back after a large value.
    mutating func releaseLargeBuffers(limit: Int) {
        padded.shrink(to: limit)
        if let indexer, csimdjson_indexer_capacity(indexer) > limit { csimdjson_indexer_release_buffers(indexer) }
    }
}
