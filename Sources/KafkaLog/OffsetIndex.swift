import NIOCore

/// A segment's `.index` as it is written here: every so many bytes of the log an entry of a batch's last offset
/// (relative to the segment's base offset) and the batch's position. Never read for an answer.
struct OffsetIndex: Sendable {
    static let fileEnding = ".index"
    private static let entrySize = 8

    private let baseOffset: Int64
    private(set) var contents: ByteBuffer

    init(baseOffset: Int64, contents: ByteBuffer = ByteBuffer()) {
        self.baseOffset = baseOffset
        self.contents = contents
    }

    mutating func append(offset: Int64, position: Int64) {
        contents.writeInteger(Int32(truncatingIfNeeded: offset - baseOffset))
        contents.writeInteger(Int32(truncatingIfNeeded: position))
    }

    /// Whether the entries ascend and lie inside the log.
    func isSane(nextOffset: Int64, endPosition: Int64) -> Bool {
        guard contents.readableBytes.isMultiple(of: Self.entrySize) else { return false }
        var entries = contents
        var previous: (offset: Int32, position: Int32) = (-1, -1)
        while let (offset, position) = entries.readMultipleIntegers(as: (Int32, Int32).self) {
            guard offset > previous.offset, position > previous.position else { return false }
            previous = (offset, position)
        }
        return baseOffset + Int64(previous.offset) < nextOffset && Int64(previous.position) < endPosition
            || contents.readableBytes == 0
    }
}
