/// Date-times as counts of a unit and the forms that their texts have, from which each text comes back as it was.
///
/// So a time is read once, whatever it becomes in the end, and its text, three times as long, is not kept.
struct TimeTexts: Sendable {
    /// Microseconds, or nanoseconds where any of the times needs them.
    let unit: TimeUnit
    /// Int64 values, 0 for nulls.
    let counts: Buffer
    /// Each value's place in ``forms``, a byte each; nil where there is but one form.
    private let places: Buffer?
    private let forms: [TimeForm]

    /// More forms than any one source of times writes; then the texts are kept.
    private static let formLimit = 64

    /// The times of rows that are strings or nulls, and what decides their type; nil where a string is no time, or
    /// nobody gains from it.
    static func parse(_ rows: DenseRows) -> (texts: TimeTexts, times: ScalarSummary.Times)? {
        switch parse(rows, .microsecond) {
        case .times(let texts, let times): return (texts, times)
        case .needsNanoseconds:
            if case .times(let texts, let times) = parse(rows, .nanosecond) { return (texts, times) }
            return nil
        case .none: return nil
        }
    }

    /// The time at `index`, which must not be null, as it was written.
    func append(_ index: Int, to bytes: inout [UInt8]) {
        let place = places.map { Int($0.values(UInt8.self)[index]) } ?? 0
        forms[place].append(counts.values(Int64.self)[index], unit, to: &bytes)
    }

    /// The counts of another unit; a time that would have to be rounded or cut is a misfit.
    func counts(of other: TimeUnit, isValid: (Int) -> Bool) throws(Misfit) -> Buffer {
        if other == unit { return counts }
        let values = counts.values(Int64.self)
        let factor = other.unitsPerSecond / unit.unitsPerSecond
        let divisor = unit.unitsPerSecond / max(other.unitsPerSecond, 1)
        return try Buffer(count: counts.count) { (block) throws(Misfit) in
            let converted = block.assumingMemoryBound(to: Int64.self)
            for index in 0..<values.count {
                if factor > 0 {
                    let (product, overflow) = values[index].multipliedReportingOverflow(by: factor)
                    if overflow { throw Misfit(Misfit.notATime, at: index) }
                    converted[index] = product
                } else {
                    let (quotient, remainder) = values[index].quotientAndRemainder(dividingBy: divisor)
                    if remainder != 0 { throw Misfit(Misfit.notATime, at: index) }
                    converted[index] = quotient
                }
            }
        }
    }

    private enum Outcome {
        case times(TimeTexts, ScalarSummary.Times)
        case needsNanoseconds
        case none
    }

    private static func parse(_ rows: DenseRows, _ unit: TimeUnit) -> Outcome {
        let string = ValueKind.string.rawValue
        guard let text = rows.text.baseAddress, let first = (0..<rows.count).first(where: { rows.kinds[$0] == string })
        else { return .none }
        // Most columns of text show by their first value that they are none of times.
        let range = TextRange(payload: rows.payloads[first])
        guard RFC3339.parse(text + Int(range.start), Int(range.count)) != nil else { return .none }
        var memo = RFC3339.DateMemo()
        var keys: [UInt64] = []
        var places: [UInt8] = []
        var last: UInt64 = 0
        var place: UInt8 = 0
        // Whether a time fits nanoseconds is seen by its seconds, but near their bounds.
        let surelyFits = UInt64(Int64.max / 1_000_000_000 - 1)
        var allFitNanoseconds = true
        var isNone = false
        var needsNanoseconds = false
        let counts = Buffer(count: rows.count * 8) { block in
            let counts = block.assumingMemoryBound(to: Int64.self)
            for row in 0..<rows.count {
                guard rows.kinds[row] == string else {
                    counts[row] = 0
                    if !places.isEmpty { places.append(0) }
                    continue
                }
                let range = TextRange(payload: rows.payloads[row])
                let start = text + Int(range.start)
                guard let parsed = RFC3339.parse(start, Int(range.count), &memo) else {
                    isNone = true
                    return
                }
                guard let count = parsed.time.count(of: unit) else {
                    if unit == .microsecond { needsNanoseconds = true } else { isNone = true }
                    return
                }
                counts[row] = count
                if parsed.time.seconds.magnitude > surelyFits, parsed.time.count(of: .nanosecond) == nil {
                    allFitNanoseconds = false
                }
                let key = TimeForm.key(start, Int(range.count), digits: parsed.digits)
                if key != last {
                    // The rows so far have the first form.
                    if places.isEmpty, !keys.isEmpty { places = Array(repeating: 0, count: row) }
                    last = key
                    if let known = keys.firstIndex(of: key) {
                        place = UInt8(truncatingIfNeeded: known)
                    } else if keys.count < formLimit {
                        place = UInt8(truncatingIfNeeded: keys.count)
                        keys.append(key)
                    } else {
                        isNone = true
                        return
                    }
                }
                if !places.isEmpty { places.append(place) }
            }
        }
        if needsNanoseconds { return .needsNanoseconds }
        if isNone { return .none }
        var times = ScalarSummary.Times()
        times.anyNeedsNanoseconds = unit == .nanosecond
        times.allFitNanoseconds = allFitNanoseconds
        return .times(
            TimeTexts(
                unit: unit, counts: counts, places: places.isEmpty ? nil : Buffer(places),
                forms: keys.map(TimeForm.init(key:))), times)
    }

    private init(unit: TimeUnit, counts: Buffer, places: Buffer?, forms: [TimeForm]) {
        self.unit = unit
        self.counts = counts
        self.places = places
        self.forms = forms
    }
}
