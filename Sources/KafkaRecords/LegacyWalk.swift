/// Walks the messages inside of a compressed wrapper message (formats 0 and 1).
///
/// In format 0 the inner offsets are the messages' own. In format 1 they count from an offset that is not written down:
/// the wrapper carries the offset of its last message, so that one fixes all others, gaps left by compaction included
/// (KIP-31). A wrapper with an append time gives it to every message in it (KIP-32).
enum LegacyWalk {
    /// Appends a slice for each message in `bytes` from `start` to the end.
    static func append(
        _ bytes: UnsafeRawBufferPointer, from start: Int, wrapper: RecordBatchHeader, to records: inout [RecordSlice]
    ) throws(RecordError) {
        let before = records.count
        do throws(RecordFault) {
            try walk(bytes, from: start, wrapper: wrapper, to: &records)
        } catch {
            throw RecordError(
                error.code, offset: wrapper.baseOffset, "message \(records.count - before): \(error.text)")
        }
    }

    private static func walk(
        _ bytes: UnsafeRawBufferPointer, from start: Int, wrapper: RecordBatchHeader, to records: inout [RecordSlice]
    ) throws(RecordFault) {
        let before = records.count
        let appendTime: Int64? = wrapper.timestampType == .logAppend ? wrapper.maxTimestamp : nil
        var position = start
        var previousOffset: Int64 = -1
        while position < bytes.count {
            let message = try LegacyMessage.read(bytes, at: position, magic: wrapper.magic)
            guard message.attributes & 0x07 == 0 else { throw .nestedCompression }
            guard message.offset > previousOffset else { throw .offsetOrder }
            previousOffset = message.offset
            records.append(message.slice(offset: message.offset, timestamp: appendTime ?? message.timestamp))
            position += message.sizeInBytes
        }
        guard records.count > before else { throw .noMessages }
        // The offsets ascend from 0 or above, so the last one is the largest and no difference can overflow.
        guard previousOffset <= wrapper.baseOffset else { throw .offsetBeyondLast }
        guard wrapper.magic == 1 else { return }
        let base = wrapper.baseOffset &- previousOffset
        for index in before..<records.count { records[index].offset &+= base }
    }
}
