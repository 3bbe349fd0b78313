import CRowKernels

extension TypeSummary {
    /// What is known of the rows `rows` of `column`.
    ///
    /// - Parameter detectTimes: whether to look for date-times; where not, text stays text.
    package init(of column: VariantColumn, rows: RowSelection, detectTimes: Bool = true) {
        self = DenseRows.with(column, rows) { TypeSummary(of: $0, meaning: column.meaning, detectTimes: detectTimes) }
    }

    init(of rows: DenseRows, meaning: VariantColumn.Meaning, detectTimes: Bool) {
        let values = ScalarSummary(of: rows, detectTimes: detectTimes && meaning == .event)
        self.init(meaning: meaning, values: values, items: Self.items(of: rows, meaning: meaning))
    }

    /// The same, and the times where all strings are times and nothing else is there.
    static func withTimes(
        _ rows: DenseRows, meaning: VariantColumn.Meaning, detectTimes: Bool
    ) -> (TypeSummary, TimeTexts?) {
        let detectTimes = detectTimes && meaning == .event
        var values = ScalarSummary(of: rows, detectTimes: false)
        var texts: TimeTexts?
        if detectTimes, values.counts[.string] > 0, values.counts[.string] == values.counts.valued {
            if let (found, times) = TimeTexts.parse(rows) {
                values.times = times
                texts = found
            } else {
                values.times = ScalarSummary.times(rows)
            }
        }
        return (TypeSummary(meaning: meaning, values: values, items: items(of: rows, meaning: meaning)), texts)
    }

    private static func items(of rows: DenseRows, meaning: VariantColumn.Meaning) -> ScalarSummary {
        let itemCount = rows.countItems()
        guard itemCount > 0, meaning != .headers else { return ScalarSummary() }
        return DenseRows.withItems(of: rows, itemCount: itemCount) {
            // Lists of date-times stay lists of text, so nobody needs to look.
            ScalarSummary(of: $0, detectTimes: false)
        }
    }
}

extension DenseRows {
    /// How many items the lists hold.
    func countItems() -> Int {
        guard kindSet.contains(.list) else { return 0 }
        return Int(truncatingIfNeeded: crowkernels_lengths(kinds, payloads, count, ValueKind.list.rawValue))
    }
}

extension ScalarSummary {
    init(of rows: DenseRows, detectTimes: Bool) {
        counts = rows.countKinds()
        if counts[.int64] > 0 { integersAreExactDoubles = Self.areExact(rows) }
        guard counts[.string] > 0 else { return }
        // Text beside other kinds stays text, whatever it says.
        times = detectTimes && counts[.string] == counts.valued ? Self.times(rows) : .none
    }

    /// Whether each integer is a double's exact value.
    private static func areExact(_ rows: DenseRows) -> Bool {
        let int = ValueKind.int64.rawValue
        // Within ±2^53 every integer is; only where one has a bit beyond that each is looked at. Without the sign's bits
        // a negative number is one less than its magnitude.
        if crowkernels_magnitudes(rows.kinds, rows.payloads, rows.count, int) >> 53 == 0 { return true }
        for row in 0..<rows.count where rows.kinds[row] == int {
            if !ExactDouble.holds(Int64(bitPattern: rows.payloads[row])) { return false }
        }
        return true
    }

    fileprivate static func times(_ rows: DenseRows) -> Times {
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
