import KFrameColumns

/// What numbers too big for a machine's word have to be. They are rare, so each is compared digit by digit.
enum DigitsTest: Sendable {
    case comparison(Comparator, NumberLiteral)
    case between(NumberLiteral, NumberLiteral, isInverted: Bool)
    case set([NumberLiteral], isInverted: Bool)

    func matches(_ value: DecimalText) -> Bool {
        switch self {
        case .comparison(let comparator, let literal):
            comparator.holds(value.order(literal))
        case .between(let low, let high, let isInverted):
            (value.order(low) >= 0 && value.order(high) <= 0) != isInverted
        case .set(let literals, let isInverted):
            literals.contains { value.order($0) == 0 } != isInverted
        }
    }

    /// Sets the rows that hold digits that match.
    func run(_ column: VariantColumn, _ target: KernelTarget) {
        let wanted = ValueKind.digits.rawValue
        for row in 0..<target.rowCount where column.kinds[row] == wanted && !target.isDecided(row) {
            guard let value = DecimalText(column.bytes(row)) else { continue }
            target.set(row, matches(value))
        }
    }
}
