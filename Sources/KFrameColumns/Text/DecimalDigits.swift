/// Numbers as decimal digits.
enum DecimalDigits {
    /// The powers of ten that UInt64 holds.
    private static let powers: [UInt64] = (0..<20).map { (0..<$0).reduce(1) { power, _ in power * 10 } }

    /// How many digits `value` has: by its bits, and by whether it reaches the power of ten among the numbers of so many.
    @inline(__always)
    static func count(_ value: UInt64) -> Int {
        let odd = value | 1
        // 1233 / 4096 is a little more than the logarithm of 2 to base 10.
        let guess = ((64 &- odd.leadingZeroBitCount) &* 1233) >> 12
        return guess &+ (odd >= powers[guess] ? 1 : 0)
    }

    /// Appends the digits of `value`.
    static func append(_ value: UInt64, to bytes: inout [UInt8]) { append(value, atLeast: 1, to: &bytes) }

    /// Appends the digits of `value`, with zeros before them up to `width` (20 at most) digits.
    static func append(_ value: UInt64, atLeast width: Int, to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { digits in
            var first = 20
            var rest = value
            while first > 0, rest > 0 || 20 - first < width {
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                first -= 1
                digits[first] = 0x30 + UInt8(truncatingIfNeeded: digit)
                rest = quotient
            }
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: digits[first...]))
        }
    }
}
