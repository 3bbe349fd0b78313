extension TypeSummary {
    /// What is known of the rows `rows` of `column`.
    ///
    /// - Parameter detectTimes: whether to look for date-times; where not, text stays text.
    package init(of column: VariantColumn, rows: RowSelection, detectTimes: Bool = true) {
        self = DenseRows.with(column, rows) { TypeSummary(of: $0, meaning: column.meaning, detectTimes: detectTimes) }
    }

    init(of rows: DenseRows, meaning: VariantColumn.Meaning, detectTimes: Bool) {
        let values = ScalarSummary(of: rows, detectTimes: detectTimes && meaning == .event)
        var items = ScalarSummary()
        let itemCount = rows.countItems()
        if itemCount > 0, meaning != .headers {
            items = DenseRows.withItems(of: rows, itemCount: itemCount) {
                // Lists of date-times stay lists of text, so nobody needs to look.
                ScalarSummary(of: $0, detectTimes: false)
            }
        }
        self.init(meaning: meaning, values: values, items: items)
    }
}

extension DenseRows {
    /// How many items the lists hold.
    func countItems() -> Int {
        guard kindSet.contains(.list) else { return 0 }
        var items = 0
        for row in 0..<count where kinds[row] == ValueKind.list.rawValue {
            items &+= Int(TextRange(payload: payloads[row]).count)
        }
        return items
    }
}

extension ScalarSummary {
    init(of rows: DenseRows, detectTimes: Bool) {
        counts = rows.countKinds()
        if counts[.int64] > 0 { integersAreExactDoubles = Self.areExact(rows, all: counts[.int64] == rows.count) }
        guard counts[.string] > 0 else { return }
        // Text beside other kinds stays text, whatever it says.
        times = detectTimes && counts[.string] == counts.valued ? Self.times(rows) : .none
    }

    /// Whether each integer is a double's exact value.
    private static func areExact(_ rows: DenseRows, all: Bool) -> Bool {
        let int = ValueKind.int64.rawValue
        let limit: UInt64 = 1 << 53
        // Within ±2^53 every integer is; only where one lies outside each is looked at.
        var outside: UInt64 = 0
        if all {
            for row in 0..<rows.count { outside |= (rows.payloads[row] &+ limit) > limit &* 2 ? 1 : 0 }
        } else {
            for row in 0..<rows.count {
                outside |= rows.kinds[row] == int && (rows.payloads[row] &+ limit) > limit &* 2 ? 1 : 0
            }
        }
        if outside == 0 { return true }
        for row in 0..<rows.count where rows.kinds[row] == int {
            if !ExactDouble.holds(Int64(bitPattern: rows.payloads[row])) { return false }
        }
        return true
    }

    private static func times(_ rows: DenseRows) -> Times {
        guard let text = rows.text.baseAddress else { return .none }
        let string = ValueKind.string.rawValue
        var times = Times()
        for row in 0..<rows.count where rows.kinds[row] == string {
            let range = TextRange(payload: rows.payloads[row])
            guard let time = RFC3339.parse(text + Int(range.start), Int(range.count)) else { return .none }
            if time.needsNanoseconds { times.anyNeedsNanoseconds = true }
            if time.count(of: .nanosecond) == nil { times.allFitNanoseconds = false }
        }
        return times
    }
}
