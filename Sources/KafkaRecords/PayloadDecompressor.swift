import CCompression

/// Unpacks the compressed records of batches, reusing the codecs' contexts.
final class PayloadDecompressor {
    private let context: OpaquePointer?

    init() { context = ccompression_decompressor_create() }

    deinit { ccompression_decompressor_destroy(context) }

    /// Appends what `input` unpacks to.
    ///
    /// - Parameters:
    ///   - limit: the most bytes it may be. Memory is allocated in steps of at most twice what has really come.
    ///   - isMagic0: lz4 of message format 0 has a wrong header checksum (KAFKA-3160).
    /// - Throws: ``RecordError``; bytes appended by then are the caller's to drop.
    func decompress(
        _ input: UnsafeRawBufferPointer, codec: CompressionCodec, isMagic0: Bool, limit: Int, offset: Int64,
        to storage: RawStorage
    ) throws(RecordError) {
        guard let context else { throw RecordError(.outOfMemory, offset: offset, "no memory for the decompressor") }
        let start = storage.count
        let limit = max(0, min(limit, Int.max / 2))
        var step = ccompression_decompressor_begin(
            context, Int32(codec.rawValue), isMagic0 ? 1 : 0, input.baseAddress, input.count)
        while step.status == CCOMPRESSION_NEEDS_OUTPUT {
            let produced = storage.count - start
            // At least 1, see below. One byte above the limit, so that a payload of just the limit can come to its end.
            let allowed = limit - produced + 1
            // What it wants is a small multiple of the input at first, and later a byte, or a snappy block.
            let wanted = min(max(Int(clamping: step.wanted), produced, 4096), allowed)
            guard storage.reserve(wanted, atMost: allowed) else {
                throw RecordError(.outOfMemory, offset: offset, "no memory for \(wanted) more bytes of its records")
            }
            let capacity = min(storage.space.count, allowed)
            step = ccompression_decompressor_step(context, storage.space.baseAddress, capacity)
            storage.commit(Int(clamping: step.produced))
            // All that is allowed was given and there is more to come. Where less was given, at most `limit` bytes came.
            if step.status == CCOMPRESSION_NEEDS_OUTPUT, capacity == allowed { throw Self.tooLarge(limit, offset) }
        }
        if step.status != CCOMPRESSION_END {
            let reason = step.reason.map { String(cString: $0) } ?? "unknown"
            if step.status == CCOMPRESSION_NO_MEMORY { throw RecordError(.outOfMemory, offset: offset, reason) }
            throw RecordError(
                .decompressionFailed, offset: offset, "the \(codec.name) payload cannot be unpacked: \(reason)")
        }
        guard storage.count - start <= limit else { throw Self.tooLarge(limit, offset) }
    }

    static func tooLarge(_ limit: Int, _ offset: Int64) -> RecordError {
        RecordError(
            .decompressionLimitExceeded, offset: offset,
            "its records unpack to more than the limit of \(limit) bytes; raise the limit if they are meant to")
    }
}
