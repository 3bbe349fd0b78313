/// Reads the zigzag variable-length numbers of message format 2, bounded by an end.
///
/// Audited: raw pointer reads for speed. What makes them safe: the initialiser clamps `0 <= position <= end <= count of
/// the bytes`; `position` only grows, and every read is behind a check that `position < end` (for a length: that the
/// bytes it counts are at most `end - position`).
struct VarintCursor {
    private let base: UnsafeRawPointer?
    private(set) var position: Int
    let end: Int

    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer, position: Int, end: Int) {
        let clampedEnd = Swift.max(0, Swift.min(end, bytes.count))
        self.base = bytes.baseAddress
        self.end = clampedEnd
        self.position = Swift.max(0, Swift.min(position, clampedEnd))
    }

    /// The same bytes from here to a nearer end: `count` is at most `remaining`.
    @inline(__always)
    func prefix(_ count: Int) -> VarintCursor {
        VarintCursor(base: base, position: position, end: position &+ Swift.max(0, Swift.min(count, remaining)))
    }

    @inline(__always)
    private init(base: UnsafeRawPointer?, position: Int, end: Int) {
        self.base = base
        self.position = position
        self.end = end
    }

    @inline(__always)
    var remaining: Int { end &- position }

    @inline(__always)
    mutating func byte() throws(RecordFault) -> UInt8 {
        guard position < end, let base else { throw .varintCut }
        let value = base.load(fromByteOffset: position, as: UInt8.self)
        position &+= 1
        return value
    }

    /// A zigzag number of at most 32 bits. One and two bytes, nearly all there are, take the short way.
    @inline(__always)
    mutating func varint() throws(RecordFault) -> Int32 {
        let first = UInt32(try byte())
        if first < 0x80 { return Self.unzigzag(first) }
        let second = UInt32(try byte())
        if second < 0x80 { return Self.unzigzag(first & 0x7F | second << 7) }
        return Self.unzigzag(try longVarint(first & 0x7F | (second & 0x7F) << 7))
    }

    /// A zigzag number of at most 64 bits.
    @inline(__always)
    mutating func varlong() throws(RecordFault) -> Int64 {
        let first = UInt64(try byte())
        if first < 0x80 { return Self.unzigzag(first) }
        let second = UInt64(try byte())
        if second < 0x80 { return Self.unzigzag(first & 0x7F | second << 7) }
        return Self.unzigzag(try longVarlong(first & 0x7F | (second & 0x7F) << 7))
    }

    /// Steps over a key, a value or a header's value: its start, and its count or -1 for null.
    @inline(__always)
    mutating func nullableBytes(_ fault: RecordFault) throws(RecordFault) -> (start: Int, count: Int) {
        let count = Int(try varint())
        guard count >= -1, count <= remaining else { throw fault }
        let start = position
        position &+= Swift.max(0, count)
        return (start, count)
    }

    /// Steps over a header's name, which cannot be null.
    @inline(__always)
    mutating func headerName() throws(RecordFault) -> (start: Int, count: Int) {
        let (start, count) = try nullableBytes(.headerNameLength)
        guard count >= 0 else { throw .headerNameLength }
        return (start, count)
    }

    /// Steps over bytes that another cursor has read.
    @inline(__always)
    mutating func skip(_ count: Int) {
        position &+= Swift.max(0, Swift.min(count, remaining))
    }

    @inline(never)
    private mutating func longVarint(_ low: UInt32) throws(RecordFault) -> UInt32 {
        var value = low
        var shift: UInt32 = 14
        while shift < 35 {
            let next = UInt32(try byte())
            // The fifth byte has room for four bits.
            guard shift < 28 || next < 0x10 else { throw .varintTooLong }
            value |= (next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
        }
        throw .varintTooLong
    }

    @inline(never)
    private mutating func longVarlong(_ low: UInt64) throws(RecordFault) -> UInt64 {
        var value = low
        var shift: UInt64 = 14
        while shift < 70 {
            let next = UInt64(try byte())
            // The tenth byte has room for one bit.
            guard shift < 63 || next < 0x02 else { throw .varintTooLong }
            value |= (next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
        }
        throw .varintTooLong
    }

    @inline(__always)
    private static func unzigzag(_ value: UInt32) -> Int32 {
        Int32(bitPattern: value >> 1) ^ -Int32(bitPattern: value & 1)
    }

    @inline(__always)
    private static func unzigzag(_ value: UInt64) -> Int64 {
        Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}
