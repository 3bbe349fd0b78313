/// What is known of a column's values over any number of rows: enough to decide its type.
///
/// Summaries merge in any order and grouping to the same result, so that batches can be done in parallel. They hold
/// the values of the rows taken only: rows that a filter drops do not decide types.
package struct TypeSummary: Hashable, Sendable {
    /// What the values mean; nil where nothing has been added. Where two meanings meet, only the kinds count: `.event`.
    package private(set) var meaning: VariantColumn.Meaning?
    /// The column's own values.
    package private(set) var values = ScalarSummary()
    /// The items of its lists (but of headers).
    package private(set) var items = ScalarSummary()

    /// No rows at all: merging it changes nothing.
    package init() {}

    /// Rows none of which has the column.
    package init(absentRows count: Int) { values.counts[.absent] = count }

    init(meaning: VariantColumn.Meaning, values: ScalarSummary, items: ScalarSummary) {
        self.meaning = meaning
        self.values = values
        self.items = items
    }

    /// How many values of each kind there are.
    package var counts: KindCounts { values.counts }

    package mutating func merge(_ other: TypeSummary) {
        if let theirs = other.meaning { meaning = meaning == nil || meaning == theirs ? theirs : .event }
        values.merge(other.values)
        items.merge(other.items)
    }

    package func merging(_ other: TypeSummary) -> TypeSummary {
        var merged = self
        merged.merge(other)
        return merged
    }
}

extension TypeSummary {
    /// The type that holds all values without rounding, cutting or dropping anything.
    ///
    /// - Parameter detectTimes: whether text that is all date-times becomes a timestamp; needs summaries that looked.
    package func resolved(detectTimes: Bool) -> DataType {
        switch meaning ?? .event {
        case .int32: resolvedFixed(.int32, .int64)
        case .int64: resolvedFixed(.int64, .int64)
        case .timestampMilliseconds: resolvedFixed(.timestamp(.millisecond), .int64)
        case .bool: resolvedFixed(.bool, .bool)
        case .headers: resolvedFixed(.headers, .list)
        case .bytes: resolvedEvent(detectTimes: false)
        case .event: resolvedEvent(detectTimes: detectTimes)
        }
    }

    /// Whether the column mixes kinds that no type but text has in common; its ``counts`` then belong in the receipt.
    package var isMixed: Bool {
        let kinds = counts.kinds.valued
        if kinds.rawValue.nonzeroBitCount < 2 || kinds == [.string, .bytes] { return false }
        return !(kinds == .numbers && values.integersAreExactDoubles)
    }

    /// kframe's own columns have one type, as long as their values are of the kind they should be.
    private func resolvedFixed(_ type: DataType, _ kind: ValueKindSet) -> DataType {
        counts.kinds.valued.isSubset(of: kind) ? type : resolvedEvent(detectTimes: false)
    }

    private func resolvedEvent(detectTimes: Bool) -> DataType {
        let kinds = counts.kinds.valued
        if kinds.contains(.bytes) { return .binary }
        if kinds == .list { return items.resolvedItem.map { .list($0) } ?? .utf8 }
        if detectTimes, kinds == .string, let unit = values.times.unit { return .timestamp(unit) }
        return values.resolvedNumberOrBool ?? .utf8
    }
}

extension ScalarSummary {
    /// bool, int64 or double, where all values are of one of them.
    fileprivate var resolvedNumberOrBool: DataType? {
        switch counts.kinds.valued {
        case .bool: .bool
        case .int64: .int64
        case .double: .double
        case .numbers: integersAreExactDoubles ? .double : nil
        default: nil
        }
    }

    /// The type of a list's items; nil where they are not of one type, and the lists must stay JSON text.
    fileprivate var resolvedItem: DataType? {
        switch counts.kinds.valued {
        case [], .string, .digits: .utf8
        default: resolvedNumberOrBool
        }
    }
}
