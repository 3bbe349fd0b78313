/// Where a literal lies among the integers and among the doubles, so that a comparison with it becomes a comparison
/// with bounds of the value's own kind, and nothing is rounded.
struct NumberBounds {
    /// The largest integer that is not greater; far outside Int64 where the literal is.
    private let floor: Int128
    private let isIntegral: Bool
    /// The largest double that is not greater, and the smallest that is not less; equal where the literal is one.
    private let below: Double
    private let above: Double

    init(_ literal: NumberLiteral) {
        (floor, isIntegral) = Self.integer(literal)
        (below, above) = Self.doubles(literal)
    }

    /// For `_timestamp`, whose integers are milliseconds.
    init(milliseconds time: TimeLiteral) {
        let million: Int128 = 1_000_000
        let (quotient, remainder) = time.nanoseconds.quotientAndRemainder(dividingBy: million)
        floor = remainder < 0 ? quotient - 1 : quotient
        isIntegral = remainder == 0
        // Kafka's times are integers; no double is among them.
        (below, above) = (-.infinity, .infinity)
    }

    /// The one integer equal to the literal, where there is one.
    var integer: Int64? { isIntegral ? Int64(exactly: floor) : nil }
    /// The one double equal to the literal, where there is one.
    var double: Double? { below == above ? below : nil }

    /// The integers for which `comparator` holds.
    func integers(_ comparator: Comparator) -> IntegerTest {
        let (low, high): (Int128, Int128)
        switch comparator {
        case .equal, .notEqual: (low, high) = isIntegral ? (floor, floor) : (1, 0)
        case .less: (low, high) = (.min, isIntegral ? floor - 1 : floor)
        case .lessOrEqual: (low, high) = (.min, floor)
        case .greater: (low, high) = (floor + 1, .max)
        case .greaterOrEqual: (low, high) = (isIntegral ? floor : floor + 1, .max)
        }
        let isInverted = comparator == .notEqual
        guard low <= Int128(Int64.max), high >= Int128(Int64.min), low <= high else {
            return .range(1, 0, isInverted: isInverted)
        }
        return .range(Int64(clamping: low), Int64(clamping: high), isInverted: isInverted)
    }

    /// The doubles for which `comparator` holds.
    func doubles(_ comparator: Comparator) -> DoubleTest {
        let isExact = below == above
        switch comparator {
        case .equal, .notEqual:
            let isInverted = comparator == .notEqual
            return isExact ? .range(below, above, isInverted: isInverted) : .range(1, 0, isInverted: isInverted)
        case .less: return .range(-.infinity, isExact ? below.nextDown : below, isInverted: false)
        case .lessOrEqual: return .range(-.infinity, below, isInverted: false)
        case .greater: return .range(isExact ? above.nextUp : above, .infinity, isInverted: false)
        case .greaterOrEqual: return .range(above, .infinity, isInverted: false)
        }
    }

    private static func integer(_ literal: NumberLiteral) -> (floor: Int128, isIntegral: Bool) {
        if literal.digits.isEmpty { return (0, true) }
        let isIntegral = literal.magnitude >= literal.digits.count
        guard literal.magnitude > 0 else { return (literal.isNegative ? -1 : 0, false) }
        var value: Int128 = 0
        // Twenty digits are beyond every Int64 already.
        for index in 0..<min(literal.magnitude, 20) {
            value = value * 10 + (index < literal.digits.count ? Int128(literal.digits[index]) - 0x30 : 0)
        }
        if literal.isNegative { value = isIntegral ? -value : -value - 1 }
        return (value, isIntegral)
    }

    private static func doubles(_ literal: NumberLiteral) -> (below: Double, above: Double) {
        let nearest = Self.nearest(literal)
        if nearest.isInfinite {
            let largest = Double.greatestFiniteMagnitude
            return literal.isNegative ? (-.infinity, -largest) : (largest, .infinity)
        }
        if nearest == 0, !literal.digits.isEmpty {
            let least = Double.leastNonzeroMagnitude
            return literal.isNegative ? (-least, 0) : (0, least)
        }
        // With a point or an exponent it stands for the double that an event's own number would be.
        guard literal.isInteger, nearest.magnitude >= 0x1p53 else { return (nearest, nearest) }
        let order = digits(of: nearest).withUnsafeBytes { DecimalText($0)?.order(literal) ?? 0 }
        if order == 0 { return (nearest, nearest) }
        return order < 0 ? (nearest, nearest.nextUp) : (nearest.nextDown, nearest)
    }

    /// The double nearest to the literal; infinite where that is beyond all.
    private static func nearest(_ literal: NumberLiteral) -> Double {
        if literal.magnitude > 400 { return literal.isNegative ? -.infinity : .infinity }
        if literal.magnitude < -400 { return 0 }
        return Double(literal.description) ?? 0
    }

    /// All digits of an integral double of 2⁵³ or more.
    private static func digits(of value: Double) -> [UInt8] {
        // Limbs of nine decimal digits, the lowest first.
        var limbs: [UInt64] = []
        var significand = UInt64(value.significandBitPattern) | 1 << 52
        while significand > 0 {
            limbs.append(significand % 1_000_000_000)
            significand /= 1_000_000_000
        }
        var shift = Int(value.exponent) - 52
        while shift > 0 {
            let step = min(shift, 29)
            var carry: UInt64 = 0
            for index in limbs.indices {
                let product = limbs[index] << UInt64(step) + carry
                limbs[index] = product % 1_000_000_000
                carry = product / 1_000_000_000
            }
            if carry > 0 { limbs.append(carry) }
            shift -= step
        }
        var text: [UInt8] = value < 0 ? [UInt8(ascii: "-")] : []
        for limb in limbs.reversed() {
            let digits = Array(String(limb).utf8)
            text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 9 - digits.count))
            text.append(contentsOf: digits)
        }
        return text
    }
}
