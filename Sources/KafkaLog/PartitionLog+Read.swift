package import NIOCore
import Synchronization

extension PartitionLog {
    /// Reads batches as a broker answers a Fetch: from one segment only, beginning with the batch that contains the
    /// offset (whose first records may lie below it), the last batch cut where `maxBytes` ends.
    ///
    /// - Parameters:
    ///   - offset: from the log start to the log end; at the end the answer is empty.
    ///   - maxBytes: the first batch is given whole however small this is.
    ///   - upTo: no batch that begins here or later is given; nil for the high watermark.
    ///   - room: gives an empty buffer for so many bytes.
    /// - Throws: ``LogError/Code/offsetOutOfRange``, and what is wrong with the files.
    package func read(
        from offset: Int64, maxBytes: Int, upTo: Int64? = nil,
        into room: (Int) -> ByteBuffer = { ByteBufferAllocator().buffer(capacity: $0) }
    ) throws(LogError) -> LogRead {
        var records = ByteBuffer()
        if let slice = try slice(from: offset, maxBytes: maxBytes, upTo: upTo), !slice.isEmpty {
            records = room(slice.count)
            try slice.read(into: &records)
        }
        return LogRead(
            records: records, logStartOffset: logStartOffset, highWatermark: logEndOffset,
            lastStableOffset: try lastStableOffset)
    }

    /// Where the answer to such a read lies; nil where it is empty.
    ///
    /// - Parameter minOneBatch: whether the first batch is given whole although it is larger than `maxBytes`; else
    ///   nothing is given then.
    package func slice(
        from offset: Int64, maxBytes: Int, minOneBatch: Bool = true, upTo: Int64? = nil
    ) throws(LogError) -> LogSlice? {
        let (segments, start, end) = state.withLock { ($0.segments, $0.logStartOffset, $0.logEndOffset) }
        guard (start...end).contains(offset) else {
            throw LogError(
                .offsetOutOfRange, "the log has offsets \(start) to \(end), not \(offset)", at: place, offset: offset)
        }
        let limit = min(upTo ?? end, end)
        guard offset < limit else { return nil }
        var index = segments.lastIndex { $0.baseOffset <= offset } ?? 0
        while index < segments.count, segments[index].baseOffset < limit {
            let next = index + 1 < segments.count ? segments[index + 1].baseOffset : nil
            let slice = try segments[index].slice(
                from: offset, maxBytes: max(0, maxBytes), minOneBatch: minOneBatch, upTo: limit, next: next)
            // A segment without a batch that reaches the offset: compaction took them. The next one has the answer.
            if let slice { return slice.isEmpty ? nil : slice }
            index += 1
        }
        return nil
    }

    /// The offset after the last batch that a slice holds, whole or in part.
    package func nextOffset(after slice: LogSlice) throws(LogError) -> Int64 {
        let segments = segments
        guard let index = segments.firstIndex(where: { $0.path == slice.path }) else { return logEndOffset }
        let next = index + 1 < segments.count ? segments[index + 1].baseOffset : nil
        return try segments[index].nextOffset(after: slice, next: next)
    }
}

extension LogSlice {
    /// Appends the slice's bytes to `buffer`.
    package func read(into buffer: inout ByteBuffer) throws(LogError) {
        guard try open().read(at: position, count: count, into: &buffer) == count else {
            throw LogError(.vanished, "the file became shorter while it was read", at: place)
        }
    }

    /// The file that the slice lies in, for whoever hands its bytes on without reading them. It keeps them, even if a
    /// running broker removes the file.
    package func open() throws(LogError) -> SystemFile {
        do throws(LogError) {
            return try SystemFile(path: path, place: place)
        } catch {
            guard error.code == .notFound else { throw error }
            throw LogError(.vanished, "the segment was there and is gone: it was removed meanwhile", at: place)
        }
    }
}
