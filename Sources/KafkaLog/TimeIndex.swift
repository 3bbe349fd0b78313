import NIOCore

/// A segment's `.timeindex` as it is written here: entries of the largest timestamp so far and the last offset of the
/// first batch that has it (relative to the segment's base offset). Never read for an answer.
struct TimeIndex: Sendable {
    static let fileEnding = ".timeindex"
    private static let entrySize = 12

    private let baseOffset: Int64
    private(set) var contents: ByteBuffer
    private var lastTimestamp: Int64

    init(baseOffset: Int64, contents: ByteBuffer = ByteBuffer()) {
        self.baseOffset = baseOffset
        self.contents = contents
        lastTimestamp = contents.getInteger(at: contents.writerIndex - Self.entrySize) ?? -1
    }

    /// Adds an entry unless its timestamp is no larger than the last one's.
    mutating func append(timestamp: Int64, offset: Int64) {
        guard timestamp > lastTimestamp else { return }
        lastTimestamp = timestamp
        contents.writeInteger(timestamp)
        contents.writeInteger(Int32(truncatingIfNeeded: offset - baseOffset))
    }

    /// Whether the entries ascend and lie inside the log.
    func isSane(nextOffset: Int64) -> Bool {
        guard contents.readableBytes.isMultiple(of: Self.entrySize) else { return false }
        var entries = contents
        var previous: (timestamp: Int64, offset: Int32) = (-1, -1)
        while let (timestamp, offset) = entries.readMultipleIntegers(as: (Int64, Int32).self) {
            guard timestamp > previous.timestamp, offset >= previous.offset else { return false }
            previous = (timestamp, offset)
        }
        return contents.readableBytes == 0 || baseOffset + Int64(previous.offset) < nextOffset
    }
}
