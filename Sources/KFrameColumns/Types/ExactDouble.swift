/// Integers as doubles, without rounding.
enum ExactDouble {
    @inline(__always)
    static func holds(_ value: Int64) -> Bool { Int64(exactly: Double(value)) == value }

    @inline(__always)
    static func double(_ value: Int64) -> Double? {
        let double = Double(value)
        return Int64(exactly: double) == value ? double : nil
    }
}
