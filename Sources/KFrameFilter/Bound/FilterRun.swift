import KFrameColumns

/// One evaluation of a filter on one batch.
///
/// A row's byte in a mask holds two answers that AND and OR combine at once: is it true in any case (all ones), can
/// it be true (``undetermined``), or can it not (0). The normal form makes that exact: under AND and OR alone a row
/// is possibly true where taking each unknown leaf for true makes it so, and surely true where taking each for false
/// leaves it so.
struct FilterRun {
    /// Of the two answers, only “can be true”.
    private static let undetermined: UInt8 = 0x02

    private let filter: BoundFilter
    private let rowCount: Int
    private let columns: [VariantColumn?]
    private let fields: [[VariantColumn]]
    private let scratch: FilterScratch
    var undecodableRows: [Int32] = []
    /// Whether no row is decoded yet: then every value is unknown but those of the record's own.
    var isBeforeDecoding = false

    init(_ filter: BoundFilter, _ batch: VariantBatch, _ scratch: FilterScratch) {
        self.filter = filter
        self.scratch = scratch
        rowCount = batch.rowCount
        scratch.prepare(rowCount: batch.rowCount)
        if scratch.columnHints.count != filter.paths.count {
            scratch.columnHints = Array(repeating: 0, count: filter.paths.count)
        }
        columns = filter.paths.indices.map { place in
            Self.column(filter.paths[place].path.name, in: batch, hint: &scratch.columnHints[place])
        }
        fields = filter.paths.map { bound in
            guard bound.needsFields else { return [] }
            return batch.columns.filter { $0.rowCount >= batch.rowCount && bound.path.contains(column: $0.name) }
        }
    }

    func outcome() -> FilterOutcome {
        run(filter.root, level: 0, gate: nil, decided: 0)
        let mask = scratch.mask(0)
        var selectedCount = 0
        var undecodableCount = 0
        for row in 0..<rowCount {
            selectedCount += mask[row] == KernelTarget.pass ? 1 : 0
            undecodableCount += mask[row] == Self.undetermined ? 1 : 0
        }
        return FilterOutcome(
            selected: Self.rows(mask, rowCount, KernelTarget.pass, selectedCount),
            filteredCount: rowCount - selectedCount - undecodableCount,
            undecodable: Self.rows(mask, rowCount, Self.undetermined, undecodableCount))
    }

    /// Writes the mask of `level`; the levels above are free for use, those below are not touched.
    private func run(_ node: FilterNode, level: Int, gate: UnsafePointer<UInt8>?, decided: UInt8) {
        let mask = scratch.mask(level)
        switch node {
        case .leaf(let index):
            let target = KernelTarget(mask: mask, rowCount: rowCount, gate: gate, decided: decided)
            run(filter.leaves[index], target)
        case .all(let parts):
            guard let first = parts.first else { return mask.update(repeating: KernelTarget.pass, count: rowCount) }
            run(first, level: level, gate: gate, decided: decided)
            for part in parts.dropFirst() {
                if Self.isUniform(mask, rowCount, 0) { return }
                run(part, level: level + 1, gate: mask, decided: 0)
                let other = scratch.mask(level + 1)
                for row in 0..<rowCount { mask[row] &= other[row] }
            }
        case .any(let parts):
            guard let first = parts.first else { return mask.update(repeating: 0, count: rowCount) }
            run(first, level: level, gate: gate, decided: decided)
            for part in parts.dropFirst() {
                if Self.isUniform(mask, rowCount, KernelTarget.pass) { return }
                run(part, level: level + 1, gate: mask, decided: KernelTarget.pass)
                let other = scratch.mask(level + 1)
                for row in 0..<rowCount { mask[row] |= other[row] }
            }
        }
    }

    private func run(_ leaf: FilterLeaf, _ target: KernelTarget) {
        let availability = filter.paths[leaf.path].availability
        if isBeforeDecoding, availability != .record {
            target.mask.update(repeating: Self.undetermined, count: rowCount)
            return
        }
        let column = columns[leaf.path]
        leaf.test.run(column, fields: fields[leaf.path], target)
        switch availability {
        case .record, .attempt: break
        case .attemptWherePresent:
            for row in undecodableRows {
                let kind = column?.kinds[Int(row)] ?? ValueKind.absent.rawValue
                if kind <= ValueKind.null.rawValue { target.mask[Int(row)] = Self.undetermined }
            }
        case .value:
            for row in undecodableRows { target.mask[Int(row)] = Self.undetermined }
        }
    }

    /// The column of exactly that name, looked for first where it was in the last batch.
    private static func column(_ name: ExactText, in batch: VariantBatch, hint: inout Int) -> VariantColumn? {
        let columns = batch.columns
        func isWanted(_ index: Int) -> Bool {
            // Swift's == refuses nearly all; what it lets pass has to be equal byte by byte.
            columns[index].name == name.string && ExactText(columns[index].name) == name
                && columns[index].rowCount >= batch.rowCount
        }
        if hint < columns.count, isWanted(hint) { return columns[hint] }
        guard let index = columns.indices.first(where: isWanted) else { return nil }
        hint = index
        return columns[index]
    }

    private static func isUniform(_ mask: UnsafeMutablePointer<UInt8>, _ count: Int, _ value: UInt8) -> Bool {
        var difference: UInt8 = 0
        for row in 0..<count { difference |= mask[row] ^ value }
        return difference == 0
    }

    private static func rows(
        _ mask: UnsafeMutablePointer<UInt8>, _ rowCount: Int, _ wanted: UInt8, _ count: Int
    ) -> [Int32] {
        guard count > 0 else { return [] }
        return Array(unsafeUninitializedCapacity: count) { rows, filled in
            for row in 0..<rowCount where mask[row] == wanted && filled < count {
                rows[filled] = Int32(truncatingIfNeeded: row)
                filled += 1
            }
        }
    }
}
