import KFrameColumns

typealias IntegerTest = NumberTest<Int64>
/// A column's doubles are finite.
typealias DoubleTest = NumberTest<Double>

/// What the numbers of one kind in a column have to be.
enum NumberTest<Value: NumberKind>: Sendable {
    /// Within (or, inverted, outside) these bounds, both included; empty where the first is greater.
    case range(Value, Value, isInverted: Bool)
    /// One of these (or, inverted, none); sorted.
    case set([Value], isInverted: Bool)

    func matches(_ value: Value) -> Bool {
        switch self {
        case .range(let low, let high, let isInverted): (value >= low && value <= high) != isInverted
        case .set(let values, let isInverted): values.contains(value) != isInverted
        }
    }

    /// Sets the rows that hold a number of this kind that matches.
    func run(_ column: VariantColumn, _ target: KernelTarget) {
        guard let kinds = column.kinds.baseAddress, let payloads = column.payloads.baseAddress else { return }
        let wanted = Value.kind.rawValue
        switch self {
        case .range(let low, let high, let isInverted):
            let flip: UInt8 = isInverted ? 1 : 0
            // No branch in the loop, so that it is vectorised.
            for row in 0..<target.rowCount {
                let value = Value(bitPattern: payloads[row])
                let inside: UInt8 = (value >= low ? 1 : 0) & (value <= high ? 1 : 0)
                let isKind: UInt8 = kinds[row] == wanted ? 1 : 0
                target.mask[row] |= 0 &- (isKind & (inside ^ flip))
            }
        case .set(let values, let isInverted):
            values.withUnsafeBufferPointer { values in
                for row in 0..<target.rowCount where kinds[row] == wanted {
                    let isMember = SortedSearch.contains(Value(bitPattern: payloads[row]), in: values)
                    target.set(row, isMember != isInverted)
                }
            }
        }
    }
}

/// A number as a column's payload holds it.
protocol NumberKind: Comparable, Sendable {
    static var kind: ValueKind { get }
    init(bitPattern: UInt64)
}

extension Int64: NumberKind {
    static var kind: ValueKind { .int64 }
}

extension Double: NumberKind {
    static var kind: ValueKind { .double }
}
