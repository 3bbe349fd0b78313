/// Which columns of a table are shown, and how wide each is.
package struct TableLayout: Equatable {
    package enum Slot: Equatable {
        case column(index: Int, width: Int)
        /// The place of the columns that are left out.
        case elision
    }

    /// What stands between two columns.
    package static let gap = "  "
    /// No column takes more than this while others wait for room.
    private static let patience = 24

    package private(set) var slots: [Slot]
    /// The columns left out.
    package private(set) var elided: [Int]

    /// - Parameters:
    ///   - naturalWidths: how wide each column is when nothing of it is cut.
    ///   - available: the line's width, nil for as much as is needed.
    package init(naturalWidths: [Int], available: Int?, style: TerminalStyle) {
        let all = Array(naturalWidths.indices)
        guard let available else {
            slots = all.map { .column(index: $0, width: naturalWidths[$0]) }
            elided = []
            return
        }
        var widths = naturalWidths.map { min($0, Self.patience) }
        var shown = all
        if Self.lineWidth(all, widths, elision: nil) > available {
            shown = Self.selection(widths, available: available, elision: style.ellipsis.count)
        }
        elided = all.filter { !shown.contains($0) }
        let elision = elided.isEmpty ? nil : style.ellipsis.count
        var left = available - Self.lineWidth(shown, widths, elision: elision)
        if left < 0, let only = shown.first { widths[only] = max(1, widths[only] + left) }
        // What is left goes to the columns that were cut, those that need least first.
        for column in shown.sorted(by: { (naturalWidths[$0], $0) < (naturalWidths[$1], $1) }) where left > 0 {
            let more = min(left, naturalWidths[column] - widths[column])
            widths[column] += more
            left -= more
        }
        slots = shown.map { .column(index: $0, width: widths[$0]) }
        if let firstElided = elided.first {
            slots.insert(.elision, at: shown.firstIndex { $0 > firstElided } ?? shown.count)
        }
    }

    /// The columns that fit: from the front and from the back, two to one, until the next does not fit.
    private static func selection(_ widths: [Int], available: Int, elision: Int) -> [Int] {
        var front: [Int] = []
        var back: [Int] = []
        var used = elision
        while front.count + back.count < widths.count {
            let fromBack = (front.count + back.count) % 3 == 2
            let next = fromBack ? widths.count - 1 - back.count : front.count
            used += gap.count + widths[next]
            if used > available, !front.isEmpty { break }
            if fromBack { back.insert(next, at: 0) } else { front.append(next) }
        }
        return front + back
    }

    private static func lineWidth(_ columns: [Int], _ widths: [Int], elision: Int?) -> Int {
        let count = columns.count + (elision == nil ? 0 : 1)
        return columns.reduce(0) { $0 + widths[$1] } + (elision ?? 0) + max(0, count - 1) * gap.count
    }
}
