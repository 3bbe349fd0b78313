import KFrameColumns

/// What one leaf of a filter asks of a value, by the value's kind. A kind without a test never passes.
struct ValueTest: Sendable {
    var integers: IntegerTest?
    var doubles: DoubleTest?
    var digits: DigitsTest?
    var texts: TextTest?
    var booleans: BooleanTest?
    var times: TimeTest?

    /// Writes the target's mask. A kind that the column does not have costs nothing.
    func run(_ column: VariantColumn, _ target: KernelTarget) {
        target.fill(false)
        let kinds = column.kindSet
        if let integers, kinds.contains(.int64) { integers.run(column, target) }
        if let doubles, kinds.contains(.double) { doubles.run(column, target) }
        if let digits, kinds.contains(.digits) { digits.run(column, target) }
        if let booleans, kinds.contains(.bool) { booleans.run(column, target) }
        if kinds.contains(.string) || kinds.contains(.bytes) {
            texts?.run(column, target)
            times?.run(column, target)
        }
    }
}

/// The work of one leaf of a filter, in its normal form: negation is inside.
enum LeafTest: Sendable {
    case value(ValueTest)
    case like(LikeMatcher, isNegated: Bool)
    case foldedLike(FoldedLikeMatcher, isNegated: Bool)
    case isNull(isNegated: Bool)

    /// Writes the target's mask.
    ///
    /// - Parameters:
    ///   - column: the leaf's column; nil where the batch has none: then all rows are absent.
    ///   - fields: for a test for NULL, the columns of fields inside an object at the path.
    func run(_ column: VariantColumn?, fields: [VariantColumn], _ target: KernelTarget) {
        if case .isNull(let isNegated) = self {
            Self.runNull(column, fields, isNegated: isNegated, target)
            return
        }
        guard let column else {
            target.fill(false)
            return
        }
        switch self {
        case .value(let test): test.run(column, target)
        case .like(let matcher, let isNegated):
            target.fill(false)
            matcher.withMatch { Self.runLike(column, isNegated, target, $0) }
        case .foldedLike(let matcher, let isNegated):
            target.fill(false)
            matcher.withMatch { Self.runLike(column, isNegated, target, $0) }
        case .isNull: break
        }
    }

    @inline(__always)
    private static func runLike(
        _ column: VariantColumn, _ isNegated: Bool, _ target: KernelTarget,
        _ matches: (UnsafeRawBufferPointer, Bool) -> Bool
    ) {
        guard let kinds = column.kinds.baseAddress else { return }
        for row in 0..<target.rowCount {
            let kind = kinds[row]
            let isUTF8 = kind == ValueKind.string.rawValue
            guard isUTF8 || kind == ValueKind.bytes.rawValue, !target.isDecided(row) else { continue }
            target.set(row, matches(column.bytes(row), isUTF8) != isNegated)
        }
    }

    private static func runNull(
        _ column: VariantColumn?, _ fields: [VariantColumn], isNegated: Bool, _ target: KernelTarget
    ) {
        target.fill(false)
        if let kinds = column?.kinds.baseAddress {
            for row in 0..<target.rowCount { target.set(row, kinds[row] > ValueKind.null.rawValue) }
        }
        for field in fields {
            guard let kinds = field.kinds.baseAddress else { continue }
            // A null inside an object shows that the object is there.
            for row in 0..<target.rowCount { target.set(row, kinds[row] != ValueKind.absent.rawValue) }
        }
        if isNegated { return }
        for row in 0..<target.rowCount { target.mask[row] = ~target.mask[row] }
    }
}
