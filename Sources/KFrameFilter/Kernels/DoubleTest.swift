import KFrameColumns

/// What the doubles of a column, which are finite, have to be.
enum DoubleTest: Sendable {
    /// Within (or, inverted, outside) these bounds, both included; empty where the first is greater.
    case range(Double, Double, isInverted: Bool)
    /// One of these (or, inverted, none); sorted.
    case set([Double], isInverted: Bool)

    /// Sets the rows that hold a double that matches.
    func run(_ column: VariantColumn, _ target: KernelTarget) {
        guard let kinds = column.kinds.baseAddress, let payloads = column.payloads.baseAddress else { return }
        let wanted = ValueKind.double.rawValue
        switch self {
        case .range(let low, let high, let isInverted):
            let flip: UInt8 = isInverted ? 1 : 0
            for row in 0..<target.rowCount {
                let value = Double(bitPattern: payloads[row])
                let inside: UInt8 = (value >= low ? 1 : 0) & (value <= high ? 1 : 0)
                let isKind: UInt8 = kinds[row] == wanted ? 1 : 0
                target.mask[row] |= 0 &- (isKind & (inside ^ flip))
            }
        case .set(let values, let isInverted):
            values.withUnsafeBufferPointer { values in
                for row in 0..<target.rowCount where kinds[row] == wanted {
                    let isMember = SortedSearch.contains(Double(bitPattern: payloads[row]), in: values)
                    target.set(row, isMember != isInverted)
                }
            }
        }
    }
}
