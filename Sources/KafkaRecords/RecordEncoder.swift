/// Writes records of message format 2 behind each other.
///
/// Audited: raw pointer writes for speed. What makes them safe: each record's size is computed first and that much space
/// reserved; the writes below are those that the size counts, in the same order.
struct RecordEncoder {
    private let storage: RawStorage

    init(_ storage: RawStorage) { self.storage = storage }

    /// The most bytes that a batch's length field can count, less its header.
    static let mostBytes = Int(Int32.max) - RecordBatchHeader.sizeOfMagic2

    /// False where the record or all of them are too large for their length fields, or memory is out; nothing is then
    /// written.
    func append(
        timestampDelta: Int64, offsetDelta: Int32, key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?,
        headers: [RecordHeader]
    ) -> Bool {
        let most = Self.mostBytes
        guard key?.count ?? 0 <= most, value?.count ?? 0 <= most, headers.count <= most else { return false }
        var body = 1 + Self.size(of: timestampDelta) + Self.size(of: Int64(offsetDelta))
        body += Self.size(of: key?.count) + Self.size(of: value?.count) + Self.size(of: Int64(headers.count))
        for header in headers {
            guard header.name.count <= most, header.value?.count ?? 0 <= most, body <= most else { return false }
            body += Self.size(of: header.name.count) + Self.size(of: header.value?.count)
        }
        let total = body + Self.size(of: Int64(body))
        guard body <= most, total <= most - storage.count, storage.reserve(total) else { return false }

        var writer = Writer(storage.space)
        writer.zigzag(Int64(body))
        writer.byte(0)
        writer.zigzag(timestampDelta)
        writer.zigzag(Int64(offsetDelta))
        writer.nullable(key)
        writer.nullable(value)
        writer.zigzag(Int64(headers.count))
        for header in headers {
            header.name.withUnsafeBytes { writer.nullable($0) }
            if let value = header.value { value.withUnsafeBytes { writer.nullable($0) } } else { writer.nullable(nil) }
        }
        storage.commit(writer.position)
        return true
    }

    /// A length with the bytes it counts; nil for null.
    private static func size(of count: Int?) -> Int {
        size(of: Int64(count ?? -1)) + (count ?? 0)
    }

    /// The bytes of a zigzag variable-length number: seven bits each.
    static func size(of value: Int64) -> Int {
        let zigzag = UInt64(bitPattern: (value &<< 1) ^ (value &>> 63))
        return max(1, (64 - zigzag.leadingZeroBitCount + 6) / 7)
    }

    private struct Writer {
        let space: UnsafeMutableRawBufferPointer
        var position = 0

        init(_ space: UnsafeMutableRawBufferPointer) { self.space = space }

        mutating func byte(_ value: UInt8) {
            guard position < space.count else { return }
            space.storeBytes(of: value, toByteOffset: position, as: UInt8.self)
            position &+= 1
        }

        mutating func zigzag(_ value: Int64) {
            var rest = UInt64(bitPattern: (value &<< 1) ^ (value &>> 63))
            while rest >= 0x80 {
                byte(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            byte(UInt8(truncatingIfNeeded: rest))
        }

        mutating func nullable(_ bytes: UnsafeRawBufferPointer?) {
            zigzag(Int64(bytes?.count ?? -1))
            guard let bytes, let from = bytes.baseAddress, let to = space.baseAddress,
                bytes.count <= space.count - position
            else { return }
            (to + position).copyMemory(from: from, byteCount: bytes.count)
            position &+= bytes.count
        }
    }
}
