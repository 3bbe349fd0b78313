import KFrameColumns

/// Which of the two booleans of a column pass.
struct BooleanTest: Sendable {
    var passesFalse: Bool
    var passesTrue: Bool

    init(_ passes: (Bool) -> Bool) {
        passesFalse = passes(false)
        passesTrue = passes(true)
    }

    /// Sets the rows that hold a boolean that passes.
    func run(_ column: VariantColumn, _ target: KernelTarget) {
        let wanted = ValueKind.bool.rawValue
        for row in 0..<target.rowCount where column.kinds[row] == wanted {
            target.set(row, column.payloads[row] != 0 ? passesTrue : passesFalse)
        }
    }
}
