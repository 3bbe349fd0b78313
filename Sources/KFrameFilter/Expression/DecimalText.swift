/// The bytes of a decimal number, taken apart but not copied: `-12.50e3` is −0.125 × 10⁵.
///
/// Exponents beyond ±2⁴⁰ are held there; no literal reaches so far (``NumberLiteral/exponentLimit``), hence a
/// comparison with one stays exact.
struct DecimalText {
    var isNegative: Bool
    /// The digits from the first that is not zero, perhaps with a point among them. Empty for zero.
    var digits: UnsafeRawBufferPointer
    /// The power of ten when the first digit is put right behind the point.
    var magnitude: Int
    /// Whether it is written without a point and without an exponent.
    var isInteger: Bool

    /// Nil where `text` is no decimal number. Digits may be missing on one side of the point.
    init?(_ text: UnsafeRawBufferPointer) {
        var index = 0
        let count = text.count
        isNegative = count > 0 && text[0] == UInt8(ascii: "-")
        if isNegative || (count > 0 && text[0] == UInt8(ascii: "+")) { index = 1 }
        isInteger = true
        var first: Int?
        var digitCount = 0
        var leadingZeros = 0
        var integerDigits: Int?
        scan: while index < count {
            switch text[index] {
            case UInt8(ascii: "0") where first == nil:
                leadingZeros += 1
                digitCount += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if first == nil { first = index }
                digitCount += 1
            case UInt8(ascii: ".") where integerDigits == nil:
                integerDigits = digitCount
                isInteger = false
            default:
                break scan
            }
            index += 1
        }
        guard digitCount > 0 else { return nil }
        let end = index
        var exponent = 0
        if index < count {
            guard text[index] | 0x20 == UInt8(ascii: "e") else { return nil }
            guard let parsed = Self.exponent(text, from: index + 1) else { return nil }
            exponent = parsed
            isInteger = false
        }
        guard let first else {
            digits = UnsafeRawBufferPointer(start: nil, count: 0)
            magnitude = 0
            isNegative = false
            return
        }
        digits = UnsafeRawBufferPointer(rebasing: text[first..<end])
        magnitude = (integerDigits ?? digitCount) - leadingZeros + exponent
    }

    /// How this number stands to `literal`: below 0 where it is less, 0 where they are equal, above where greater.
    func order(_ literal: NumberLiteral) -> Int {
        let sign = digits.isEmpty ? 0 : isNegative ? -1 : 1
        let literalSign = literal.digits.isEmpty ? 0 : literal.isNegative ? -1 : 1
        if sign != literalSign { return sign - literalSign }
        if sign == 0 { return 0 }
        if magnitude != literal.magnitude { return magnitude < literal.magnitude ? -sign : sign }
        return literal.digits.withUnsafeBytes { orderOfDigits($0) } * sign
    }

    private func orderOfDigits(_ other: UnsafeRawBufferPointer) -> Int {
        var index = 0
        var otherIndex = 0
        while true {
            if index < digits.count, digits[index] == UInt8(ascii: ".") { index += 1 }
            if index >= digits.count, otherIndex >= other.count { return 0 }
            let digit = index < digits.count ? digits[index] : UInt8(ascii: "0")
            let otherDigit = otherIndex < other.count ? other[otherIndex] : UInt8(ascii: "0")
            if digit != otherDigit { return digit < otherDigit ? -1 : 1 }
            index += 1
            otherIndex += 1
        }
    }

    private static func exponent(_ text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var index = start
        var isNegative = false
        if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
            isNegative = text[index] == UInt8(ascii: "-")
            index += 1
        }
        guard index < text.count else { return nil }
        var value = 0
        while index < text.count {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index]) else { return nil }
            value = min(value * 10 + Int(text[index]) - 0x30, 1 << 40)
            index += 1
        }
        return isNegative ? -value : value
    }
}
