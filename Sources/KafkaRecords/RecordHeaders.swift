/// A cursor over the headers of one record, in their order.
///
/// The headers were walked and checked when the batch was decoded; against bytes that are not the record's own, the
/// cursor ends early and never reads outside of them.
package struct RecordHeaders: Sequence, IteratorProtocol {
    private let bytes: UnsafeRawBufferPointer
    private var position: Int
    private var remaining: Int

    /// - Parameter bytes: the bytes that the slice points into, of the arena or the decoded batch.
    package init(of record: RecordSlice, in bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        position = record.headersStart
        remaining = record.headerCount
    }

    package mutating func next() -> RecordHeaderSlice? {
        guard remaining > 0, position >= 0, position <= bytes.count else { return nil }
        remaining -= 1
        var cursor = VarintCursor(bytes, position: position, end: bytes.count)
        do throws(RecordFault) {
            let (nameStart, nameCount) = try cursor.headerName()
            let (valueStart, valueCount) = try cursor.nullableBytes(.headerValue)
            position = cursor.position
            return RecordHeaderSlice(
                nameStart: nameStart, nameCount: nameCount, valueStart: valueStart, valueCount: valueCount)
        } catch {
            remaining = 0
            return nil
        }
    }

    /// The headers copied out.
    package func copied() -> [RecordHeader] {
        map { slice in
            RecordHeader(
                name: bytes.slice(start: slice.nameStart, count: slice.nameCount).map { [UInt8]($0) } ?? [],
                value: bytes.slice(start: slice.valueStart, count: slice.valueCount).map { [UInt8]($0) })
        }
    }
}

extension UnsafeRawBufferPointer {
    /// A part of the bytes; nil for a negative count, which stands for null, and for a part that is not there.
    func slice(start: Int, count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0, start >= 0, start <= self.count, count <= self.count - start else { return nil }
        return UnsafeRawBufferPointer(rebasing: self[start..<(start + count)])
    }
}
