import CRowKernels

/// The kinds and payloads of the rows taken, side by side, and where their texts lie: what the loops run over.
///
/// Borrowed for the duration of a call: the pointers are a column's own, or scratch memory.
struct DenseRows {
    let count: Int
    let kinds: UnsafePointer<UInt8>
    let payloads: UnsafePointer<UInt64>
    /// The column's text; payloads of texts are ranges in it.
    let text: UnsafeRawBufferPointer
    /// The column's list items; payloads of lists are ranges in it.
    let elements: VariantColumn?
    /// The kinds that may occur.
    let kindSet: ValueKindSet
    /// Whether these are all rows of a column, so that `text` holds their texts end to end, and nothing else.
    var isWhole = false

    /// Calls `body` with the rows of `selection`.
    ///
    /// All rows are a column's own memory; others are gathered (9 bytes a row). A row beyond the column counts as absent,
    /// which keeps a wrong selection from reading beyond the memory.
    static func with<R, E: Error>(
        _ column: VariantColumn, _ selection: RowSelection, _ body: (DenseRows) throws(E) -> R
    ) throws(E) -> R {
        switch selection {
        case .all(let count) where count <= column.rowCount:
            return try with(column, place: 0, count: count, body)
        case .all(let count):
            return try with(column, selection: (0..<count).map { Int32(truncatingIfNeeded: $0) }, body)
        case .rows(let rows):
            return try with(column, selection: rows, body)
        }
    }

    /// Calls `body` with the items that `lists` (the ranges of the list rows of `rows`) hold, end to end.
    static func withItems<R, E: Error>(
        of rows: DenseRows, itemCount: Int, _ body: (DenseRows) throws(E) -> R
    ) throws(E) -> R {
        guard let elements = rows.elements, itemCount > 0 else {
            return try withScratch(count: 0, like: nil, kindSet: [], { _, _ in }, body)
        }
        if rows.isWhole, elements.rowCount == itemCount { return try with(elements, place: 0, count: itemCount, body) }
        if let first = rows.itemsAreContiguous() { return try with(elements, place: first, count: itemCount, body) }
        return try withScratch(
            count: itemCount, like: elements, kindSet: elements.kindSet,
            { kinds, payloads in
                var next = 0
                for row in 0..<rows.count where rows.kinds[row] == ValueKind.list.rawValue {
                    let range = TextRange(payload: rows.payloads[row])
                    for place in Int(range.start)..<Int(range.start) + Int(range.count) {
                        kinds[next] = elements.kinds[place]
                        payloads[next] = elements.payloads[place]
                        next += 1
                    }
                }
            }, body)
    }

    /// The place of the first item where the items of all lists follow each other without a gap.
    private func itemsAreContiguous() -> Int? {
        var first: Int?
        var next = 0
        for row in 0..<count where kinds[row] == ValueKind.list.rawValue {
            let range = TextRange(payload: payloads[row])
            if range.count == 0 { continue }
            if first == nil {
                first = Int(range.start)
            } else if Int(range.start) != next {
                return nil
            }
            next = Int(range.start) + Int(range.count)
        }
        return first
    }

    private static func with<R, E: Error>(
        _ column: VariantColumn, place: Int, count: Int, _ body: (DenseRows) throws(E) -> R
    ) throws(E) -> R {
        guard count > 0, let kinds = column.kinds.baseAddress, let payloads = column.payloads.baseAddress else {
            return try withScratch(count: 0, like: nil, kindSet: [], { _, _ in }, body)
        }
        let rows = DenseRows(
            count: count, kinds: kinds + place, payloads: payloads + place, text: column.text,
            elements: column.elements, kindSet: column.kindSet, isWhole: place == 0 && count == column.rowCount)
        return try body(rows)
    }

    private static func with<R, E: Error>(
        _ column: VariantColumn, selection: [Int32], _ body: (DenseRows) throws(E) -> R
    ) throws(E) -> R {
        try withScratch(
            count: selection.count, like: column, kindSet: column.kindSet.union(.absent),
            { kinds, payloads in
                let rowCount = column.rowCount
                for (place, row) in selection.enumerated() {
                    let row = Int(row)
                    let isInside = row >= 0 && row < rowCount
                    kinds[place] = isInside ? column.kinds[row] : ValueKind.absent.rawValue
                    payloads[place] = isInside ? column.payloads[row] : 0
                }
            }, body)
    }

    private static func withScratch<R, E: Error>(
        count: Int, like column: VariantColumn?, kindSet: ValueKindSet,
        _ fill: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt64>) -> Void,
        _ body: (DenseRows) throws(E) -> R
    ) throws(E) -> R {
        // One row at least, so that the pointers point somewhere.
        let kinds = UnsafeMutablePointer<UInt8>.allocate(capacity: max(count, 1))
        defer { kinds.deallocate() }
        let payloads = UnsafeMutablePointer<UInt64>.allocate(capacity: max(count, 1))
        defer { payloads.deallocate() }
        fill(kinds, payloads)
        let rows = DenseRows(
            count: count, kinds: UnsafePointer(kinds), payloads: UnsafePointer(payloads),
            text: column?.text ?? UnsafeRawBufferPointer(start: nil, count: 0), elements: column?.elements,
            kindSet: kindSet)
        return try body(rows)
    }
}

extension DenseRows {
    /// How many rows there are of each kind.
    func countKinds() -> KindCounts {
        var counts = KindCounts()
        let possible = kindSet
        if possible.rawValue.nonzeroBitCount == 1, let only = ValueKind.allCases.first(where: possible.contains) {
            counts[only] = count
            return counts
        }
        // What the others leave belongs to the last kind.
        var left = count
        var bits = possible.rawValue
        while bits != 0, let kind = ValueKind(rawValue: UInt8(truncatingIfNeeded: bits.trailingZeroBitCount)) {
            bits &= bits &- 1
            counts[kind] = bits == 0 ? left : crowkernels_count(kinds, count, kind.rawValue)
            left -= counts[kind]
        }
        return counts
    }
}
