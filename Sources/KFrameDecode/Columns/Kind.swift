import KFrameColumns

/// The raw values of ``ValueKind``, as lanes hold them: constants here, so that a store in the hot loop is no call.
struct Kind: BitwiseCopyable {
    static let absent = Kind(rawValue: 0)
    static let null = Kind(rawValue: 1)
    static let bool = Kind(rawValue: 2)
    static let int64 = Kind(rawValue: 3)
    static let double = Kind(rawValue: 4)
    static let string = Kind(rawValue: 5)
    static let digits = Kind(rawValue: 6)
    static let list = Kind(rawValue: 7)
    static let json = Kind(rawValue: 8)
    static let bytes = Kind(rawValue: 9)

    let rawValue: UInt8

    @inline(__always)
    init(rawValue: UInt8) { self.rawValue = rawValue }

    var valueKind: ValueKind? { ValueKind(rawValue: rawValue) }
}
