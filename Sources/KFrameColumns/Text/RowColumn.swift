/// What the loops over rows read of a column, without a reference count; good as long as the column lives.
struct RowColumn {
    let kinds: UnsafeBufferPointer<UInt8>
    let payloads: UnsafeBufferPointer<UInt64>
    let meaning: VariantColumn.Meaning
    unowned(unsafe) let column: VariantColumn
    private let bytes: UnsafeRawPointer?

    init(_ column: VariantColumn) {
        kinds = column.kinds
        payloads = column.payloads
        meaning = column.meaning
        self.column = column
        bytes = column.text.baseAddress
    }

    @inline(__always)
    func isAbsent(_ row: Int) -> Bool { kinds[row] == ValueKind.absent.rawValue }

    /// The bytes of row `row`, whose kind must be one with a text.
    @inline(__always)
    func text(_ row: Int) -> UnsafeRawBufferPointer {
        let range = TextRange(payload: payloads[row])
        return UnsafeRawBufferPointer(start: bytes.map { $0 + Int(range.start) }, count: Int(range.count))
    }
}
