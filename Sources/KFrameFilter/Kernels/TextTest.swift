import KFrameColumns

/// What the strings and bytes of a column have to be.
enum TextTest: Sendable {
    case equal([UInt8], isInverted: Bool)
    case comparison(Comparator, [UInt8])
    case between([UInt8], [UInt8], isInverted: Bool)
    case set(TextSet, isInverted: Bool)

    /// Sets the rows that hold a text that matches.
    func run(_ column: VariantColumn, _ target: KernelTarget) {
        switch self {
        case .equal(let bytes, let isInverted):
            bytes.withUnsafeBytes { Self.runEqual(column, $0, isInverted, target) }
        case .comparison(let comparator, let bytes):
            bytes.withUnsafeBytes { literal in
                forEachText(column, target) { comparator.holds(ByteOrder.order($0, literal)) }
            }
        case .between(let low, let high, let isInverted):
            low.withUnsafeBytes { low in
                high.withUnsafeBytes { high in
                    forEachText(column, target) {
                        (ByteOrder.order($0, low) >= 0 && ByteOrder.order($0, high) <= 0) != isInverted
                    }
                }
            }
        case .set(let set, let isInverted):
            set.withView { view in
                forEachText(column, target) { view.contains($0) != isInverted }
            }
        }
    }

    private static func runEqual(
        _ column: VariantColumn, _ literal: UnsafeRawBufferPointer, _ isInverted: Bool, _ target: KernelTarget
    ) {
        guard let kinds = column.kinds.baseAddress, let payloads = column.payloads.baseAddress else { return }
        let text = column.text.baseAddress
        let count = literal.count
        for row in 0..<target.rowCount {
            let kind = kinds[row]
            guard kind == ValueKind.string.rawValue || kind == ValueKind.bytes.rawValue else { continue }
            let range = TextRange(payload: payloads[row])
            let isEqual =
                Int(range.count) == count
                && ByteOrder.equal(text.map { $0 + Int(range.start) }, literal.baseAddress, count)
            target.set(row, isEqual != isInverted)
        }
    }
}

/// Sets the rows that hold a string or bytes for which `matches` says so; inlined, hence no closure is called.
@inline(__always)
func forEachText(
    _ column: VariantColumn, _ target: KernelTarget, _ matches: (UnsafeRawBufferPointer) -> Bool
) {
    guard let kinds = column.kinds.baseAddress, let payloads = column.payloads.baseAddress else { return }
    let text = column.text.baseAddress
    for row in 0..<target.rowCount {
        let kind = kinds[row]
        guard kind == ValueKind.string.rawValue || kind == ValueKind.bytes.rawValue else { continue }
        if target.isDecided(row) { continue }
        let range = TextRange(payload: payloads[row])
        let bytes = UnsafeRawBufferPointer(start: text.map { $0 + Int(range.start) }, count: Int(range.count))
        target.set(row, matches(bytes))
    }
}
