import KFrameColumns

/// What the integers of a column have to be.
enum IntegerTest: Sendable {
    /// Within (or, inverted, outside) these bounds, both included; empty where the first is greater.
    case range(Int64, Int64, isInverted: Bool)
    /// One of these (or, inverted, none); sorted.
    case set([Int64], isInverted: Bool)

    func matches(_ value: Int64) -> Bool {
        switch self {
        case .range(let low, let high, let isInverted): (value >= low && value <= high) != isInverted
        case .set(let values, let isInverted): values.contains(value) != isInverted
        }
    }

    /// Sets the rows that hold an integer that matches.
    func run(_ column: VariantColumn, _ target: KernelTarget) {
        guard let kinds = column.kinds.baseAddress, let payloads = column.payloads.baseAddress else { return }
        let wanted = ValueKind.int64.rawValue
        switch self {
        case .range(let low, let high, let isInverted):
            let flip: UInt8 = isInverted ? 1 : 0
            // No branch in the loop, so that it is vectorised.
            for row in 0..<target.rowCount {
                let value = Int64(bitPattern: payloads[row])
                let inside: UInt8 = (value >= low ? 1 : 0) & (value <= high ? 1 : 0)
                let isKind: UInt8 = kinds[row] == wanted ? 1 : 0
                target.mask[row] |= 0 &- (isKind & (inside ^ flip))
            }
        case .set(let values, let isInverted):
            values.withUnsafeBufferPointer { values in
                for row in 0..<target.rowCount where kinds[row] == wanted {
                    let isMember = SortedSearch.contains(Int64(bitPattern: payloads[row]), in: values)
                    target.set(row, isMember != isInverted)
                }
            }
        }
    }
}

/// Membership in a small sorted array.
enum SortedSearch {
    @inline(__always)
    static func contains<Value: Comparable>(_ value: Value, in values: UnsafeBufferPointer<Value>) -> Bool {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low &+ high) / 2
            if values[middle] < value { low = middle &+ 1 } else { high = middle }
        }
        return low < values.count && values[low] == value
    }
}
