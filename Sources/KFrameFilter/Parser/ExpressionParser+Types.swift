import KFrameColumns

/// What a literal has to be for the column it is compared with.
extension ExpressionParser {
    /// The literal as it is compared with `path`: checked for kframe's own columns, and a text made a time for
    /// `_timestamp`. Fields of events take any.
    func typed(_ literal: Literal, _ range: SourceRange, for path: ColumnPath) throws(FilterError) -> Literal {
        guard let column = path.ownColumn else { return literal }
        switch (column.comparand, literal) {
        case (.anything, _), (.number, .number), (.text, .text), (.boolean, .boolean), (.time, .time):
            return literal
        case (.time, .text(let text)):
            return .time(try time(text, range))
        case (.time, .number(let number)):
            try checkMilliseconds(number, range)
            return literal
        case (.number, _):
            throw wrongType("\(path) is a number; compare it with one, without quotes", range)
        case (.time, .boolean):
            throw wrongType("\(path) is a time; compare it with TIMESTAMP '2022-09-22T12:00Z'", range)
        case (.text, .number), (.text, .boolean):
            throw wrongType("\(path) is text; write \(ExactText(literal.description).quoted(with: "'"))", range)
        case (.text, .time):
            throw wrongType("\(path) is text, not a time; leave out TIMESTAMP", range)
        case (.boolean, _):
            throw wrongType("\(path) is true or false; write one of them, without quotes", range)
        case (.nothing, _):
            throw wrongType("\(path) cannot be compared; only IS NULL and IS NOT NULL can be asked of it", path.range)
        }
    }

    /// LIKE needs a column that can hold text.
    func checkText(_ path: ColumnPath, _ range: SourceRange) throws(FilterError) {
        guard let column = path.ownColumn else { return }
        let what: String
        switch column.comparand {
        case .text, .anything: return
        case .number: what = "is a number"
        case .time: what = "is a time"
        case .boolean: what = "is true or false"
        case .nothing: what = "cannot be compared"
        }
        throw wrongType("\(path) \(what), and LIKE compares text", range)
    }

    func time(_ text: ExactText, _ range: SourceRange) throws(FilterError) -> TimeLiteral {
        let spelling = text.string
        switch text.bytes.withUnsafeBytes({ DateTimeText.read($0) }) {
        case .instant(let nanoseconds):
            if let time = TimeLiteral(nanoseconds: nanoseconds) { return time }
            throw invalid("this time is outside the years 0001 to 9999", range)
        case .noZone:
            let mend = spelling.utf8.count == 10 ? "\(spelling)T00:00Z" : "\(spelling)Z"
            throw invalid("this time has no zone; write '\(mend)'", range)
        case .none:
            if !spelling.isEmpty, spelling.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
                throw invalid("a number is no time in quotes; write 13 digits of milliseconds without them", range)
            }
            throw invalid("this is no time; write it as '2022-09-22T12:00Z'", range)
        }
    }

    /// A list that NOT IN can never be true of is a mistake: nothing compares with two kinds.
    func check(_ condition: Condition) throws(FilterError) {
        var mistake: ColumnPath?
        condition.normalized.forEachLeaf { leaf in
            guard case .membership(let path, let literals, isNegated: true) = leaf, path.ownColumn != .timestamp else {
                return
            }
            if mistake == nil, literals.contains(where: { $0.kind != literals[0].kind }) { mistake = path }
        }
        guard let mistake else { return }
        let message =
            "NOT IN with values of several kinds is never true, because a value compares with its own kind only; "
            + "write one NOT IN for each kind, joined by OR"
        throw wrongType(message, mistake.range)
    }

    /// Seconds and microseconds taken for milliseconds would silently match nothing.
    private func checkMilliseconds(_ number: NumberLiteral, _ range: SourceRange) throws(FilterError) {
        guard number.isInteger, !number.isNegative else { return }
        let unit: String
        let mend: String
        switch number.magnitude {
        case 10: (unit, mend) = ("seconds", number.description + "000")
        case 16: (unit, mend) = ("microseconds", String(number.description.dropLast(3)))
        case 19: (unit, mend) = ("nanoseconds", String(number.description.dropLast(6)))
        default: return
        }
        throw invalid("this looks like \(unit) since 1970; milliseconds are taken: write \(mend)", range)
    }

    private func wrongType(_ message: String, _ range: SourceRange) -> FilterError {
        FilterError(.wrongType, message, at: range, in: source)
    }

    private func invalid(_ message: String, _ range: SourceRange) -> FilterError {
        FilterError(.invalidLiteral, message, at: range, in: source)
    }
}
