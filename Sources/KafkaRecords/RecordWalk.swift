/// Walks the records of a batch of message format 2, checking every length, and notes where their parts lie.
enum RecordWalk {
    /// A record's length byte, attributes, two deltas, two lengths and a header count.
    static let leastBytesPerRecord = 7

    /// Appends a slice for each of the batch's records.
    ///
    /// - Parameters:
    ///   - bytes: what the slices shall count from.
    ///   - start: where in `bytes` the records begin; they end where `bytes` ends.
    ///   - header: the batch's header, already found consistent.
    /// - Throws: ``RecordError``; slices appended by then are the caller's to drop.
    static func append(
        _ bytes: UnsafeRawBufferPointer, from start: Int, header: RecordBatchHeader, to records: inout [RecordSlice]
    ) throws(RecordError) {
        let count = Int(header.recordCount)
        guard count <= (bytes.count - start) / leastBytesPerRecord else {
            throw RecordError(
                .invalidRecordCount, offset: header.baseOffset,
                "the header counts \(count) records, more than the \(bytes.count - start) bytes can hold")
        }
        let before = records.count
        reserve(before + count, in: &records)
        do throws(RecordFault) {
            try walk(bytes, from: start, header: header, count: count, to: &records)
        } catch {
            let index = records.count - before
            throw RecordError(
                error.code, offset: header.baseOffset,
                error == .bytesLeftInBatch ? error.text : "record \(index) of \(count): \(error.text)")
        }
    }

    /// `reserveCapacity` by itself allocates exactly, which makes many small batches copy all slices each time.
    static func reserve(_ needed: Int, in records: inout [RecordSlice]) {
        if records.capacity < needed { records.reserveCapacity(max(needed, records.capacity * 2)) }
    }

    private static func walk(
        _ bytes: UnsafeRawBufferPointer, from start: Int, header: RecordBatchHeader, count: Int,
        to records: inout [RecordSlice]
    ) throws(RecordFault) {
        let appendTime: Int64? = header.timestampType == .logAppend ? header.maxTimestamp : nil
        let lastOffsetDelta = header.lastOffsetDelta
        var previousDelta: Int32 = -1
        var batch = VarintCursor(bytes, position: start, end: bytes.count)
        for _ in 0..<count {
            guard batch.remaining > 0 else { throw .endOfRecords }
            let length = Int(try batch.varint())
            guard length >= leastBytesPerRecord - 1 else { throw .recordLength }
            guard length <= batch.remaining else { throw .recordCut }
            var record = batch.prefix(length)
            batch.skip(length)

            // The record's attributes: no bit of them has a meaning yet.
            _ = try record.byte()
            let timestampDelta = try record.varlong()
            let offsetDelta = try record.varint()
            guard offsetDelta > previousDelta else { throw .offsetOrder }
            guard offsetDelta <= lastOffsetDelta else { throw .offsetBeyondLast }
            previousDelta = offsetDelta
            let (timestamp, overflow) = header.baseTimestamp.addingReportingOverflow(timestampDelta)
            guard !overflow || appendTime != nil else { throw .timestampOverflow }

            let key = try record.nullableBytes(.keyLength)
            let value = try record.nullableBytes(.valueLength)
            let headerCount = Int(try record.varint())
            // A header takes two bytes at least.
            guard headerCount >= 0, headerCount <= record.remaining / 2 else { throw .headerCount }
            let headersStart = record.position
            for _ in 0..<headerCount {
                _ = try record.headerName()
                _ = try record.nullableBytes(.headerValue)
            }
            guard record.remaining == 0 else { throw .bytesLeftInRecord }
            records.append(
                RecordSlice(
                    // The header's check on the last offset covers every delta up to it.
                    offset: header.baseOffset &+ Int64(offsetDelta), timestamp: appendTime ?? timestamp,
                    keyStart: key.start, keyCount: key.count, valueStart: value.start, valueCount: value.count,
                    headersStart: headersStart, headerCount: headerCount))
        }
        guard batch.remaining == 0 else { throw .bytesLeftInBatch }
    }
}
