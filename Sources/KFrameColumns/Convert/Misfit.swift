/// A value that does not fit, by its place among the values converted; becomes a ``ColumnError``.
struct Misfit: Error {
    enum Reason {
        case found(StaticString)
        case foundKind(ValueKind)
        case itemFound(String)
        case tooLong(limit: Int)
    }

    let reason: Reason
    let index: Int

    init(_ reason: Reason, at index: Int) {
        self.reason = reason
        self.index = index
    }

    /// The same of a list whose item this is.
    func ofItem(inList row: Int) -> Misfit {
        guard let phrase else { return Misfit(reason, at: row) }
        return Misfit(.itemFound("an array that holds " + phrase), at: row)
    }

    func error(column: String, type: DataType?) -> ColumnError {
        let code: ColumnError.Code =
            switch reason {
            case .tooLong(let limit): .tooLong(limit: limit)
            default: .doesNotFit(expected: type ?? .utf8, found: phrase ?? "")
            }
        return ColumnError(code, column: column, row: index)
    }

    private var phrase: String? {
        switch reason {
        case .found(let text): text.description
        case .foundKind(let kind): kind.phrase
        case .itemFound(let text): text
        case .tooLong: nil
        }
    }

    static let inexactInteger = Reason.found("an integer that double cannot hold exactly")
    static let largeInteger = Reason.found("an integer beyond int32")
    static let notATime = Reason.found("a string that is no date-time of that unit")
    static let lateTime = Reason.found("a time beyond the unit's range")
}

/// The most that 32-bit offsets can address: bytes of a text column, items of a list column.
package let largestOffset = Int(Int32.max)
