import NIOCore

/// Takes an input apart: a few bytes that choose, and the rest.
struct FuzzInput {
    private(set) var rest: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

    /// The next byte; 0 at the end.
    mutating func byte() -> UInt8 {
        guard let first = rest.first else { return 0 }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
        return first
    }

    mutating func uint16() -> UInt16 { UInt16(byte()) << 8 | UInt16(byte()) }

    /// The next bytes, fewer at the end.
    mutating func bytes(_ count: Int) -> UnsafeRawBufferPointer {
        let part = UnsafeRawBufferPointer(rebasing: rest.prefix(count))
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        return part
    }

    /// What lies before the next byte of this value, which is stepped over.
    mutating func part(upTo separator: UInt8) -> UnsafeRawBufferPointer {
        let part = bytes(rest.firstIndex(of: separator) ?? rest.count)
        _ = byte()
        return part
    }

    /// The rest, cut at each byte of this value.
    func parts(between separator: UInt8) -> [UnsafeRawBufferPointer] {
        rest.split(separator: separator, omittingEmptySubsequences: false)
            .map { UnsafeRawBufferPointer(rebasing: $0) }
    }

    var text: String { String(decoding: rest, as: UTF8.self) }
    var buffer: ByteBuffer { ByteBuffer(bytes: rest) }
}
