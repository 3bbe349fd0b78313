/// Numbers as decimal digits.
enum DecimalDigits {
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
