/// Fixed-width integers in network byte order.
///
/// The caller has checked that the bytes are there: `position` plus the integer's size is at most `bytes.count`.
/// Should it be wrong all the same, the answer is 0, never memory from elsewhere.
enum BigEndian {
    static func int8(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> Int8 { load(bytes, position) }
    static func int16(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> Int16 { load(bytes, position) }
    static func int32(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> Int32 { load(bytes, position) }
    static func int64(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> Int64 { load(bytes, position) }

    private static func load<T: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> T {
        guard position >= 0, position <= bytes.count - MemoryLayout<T>.size else { return 0 }
        return T(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: T.self))
    }
}
