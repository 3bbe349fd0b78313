import KFrameColumns

/// Reads a filter by recursive descent; the depth is bounded, so no text can overflow the stack.
///
///     or        = and { OR and }
///     and       = not { AND not }
///     not       = NOT not | "(" or ")" | test
///     test      = column comparator literal | literal comparator column
///               | column [NOT] IN "(" literal { "," literal } ")"
///               | column [NOT] (LIKE | ILIKE) text [ESCAPE text]
///               | column [NOT] BETWEEN literal AND literal
///               | column IS [NOT] NULL
///     literal   = text | number | TRUE | FALSE | TIMESTAMP text
struct ExpressionParser {
    /// How deep parentheses and NOTs may be nested.
    static let depthLimit = 64

    let source: String
    private var lexer: ExpressionLexer
    private var current = Token(kind: .end, range: SourceRange(start: 0, count: 0))
    private var depth = 0

    init(_ source: String) {
        self.source = source
        lexer = ExpressionLexer(source)
    }

    mutating func parse() throws(FilterError) -> Condition {
        try advance()
        if current.kind == .end {
            throw syntax("it is empty; write a condition such as writeKey = 'x'", current)
        }
        let condition = try disjunction()
        guard current.kind == .end else { throw leftOver() }
        try check(condition)
        return condition
    }

    private mutating func disjunction() throws(FilterError) -> Condition {
        var parts = [try conjunction()]
        while current.keyword == .or {
            try advance()
            parts.append(try conjunction())
        }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws(FilterError) -> Condition {
        var parts = [try negation()]
        while current.keyword == .and {
            try advance()
            parts.append(try negation())
        }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func negation() throws(FilterError) -> Condition {
        guard current.keyword == .not || current.kind == .opening else { return try test() }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else {
            let message = "it is nested more than \(Self.depthLimit) deep; write it with fewer parentheses and NOTs"
            throw FilterError(.tooDeep, message, at: current.range, in: source)
        }
        let first = current
        try advance()
        if first.kind != .opening { return .not(try negation()) }
        let inner = try disjunction()
        guard current.kind == .closing else {
            if current.kind == .end { throw syntax("this parenthesis is not closed: add )", first) }
            throw leftOver()
        }
        try advance()
        return inner
    }

    private mutating func test() throws(FilterError) -> Condition {
        let first = current
        switch first.kind {
        case .name(let name, _):
            if let keyword = first.keyword, keyword != .true, keyword != .false {
                let word = keyword.rawValue
                throw syntax(
                    "a condition is missing before \(word); a column of that name is written \"\(name)\"", first)
            }
            if first.keyword != nil { return try reversedComparison() }
            try advance()
            if case .text = current.kind, isTimestampWord(first) { return try reversedComparison(after: first) }
            return try test(of: ColumnPath(name.string, range: first.range), first)
        case .text, .number:
            return try reversedComparison()
        case .end:
            throw syntax("a condition is missing at the end; write one such as writeKey = 'x'", first)
        case .comparator(let comparator):
            throw syntax("a column is missing before \(comparator.rawValue)", first)
        case .opening, .closing, .comma:
            throw syntax("a condition is missing here", first)
        }
    }

    /// What follows a column.
    private mutating func test(of path: ColumnPath, _ first: Token) throws(FilterError) -> Condition {
        if case .comparator(let comparator) = current.kind {
            try advance()
            let (literal, range) = try literal(for: path)
            return .comparison(path, comparator, try typed(literal, range, for: path))
        }
        if current.keyword == .is { return try nullTest(of: path) }
        let isNegated = current.keyword == .not
        if isNegated { try advance() }
        switch current.keyword {
        case .in: return try membership(of: path, isNegated)
        case .like: return try like(path, ignoresCase: false, isNegated)
        case .ilike: return try like(path, ignoresCase: true, isNegated)
        case .between: return try between(path, isNegated)
        default: break
        }
        if isNegated { throw syntax("after NOT comes IN, LIKE or BETWEEN", current) }
        if current.kind == .end || current.kind == .closing || current.keyword == .and || current.keyword == .or {
            throw syntax(
                "a column alone is no condition: compare it (\(path) = true) or write \(path) IS NOT NULL", first)
        }
        throw syntax(
            "a comparison is missing after \(path): =, <>, <, <=, >, >=, IN, LIKE, BETWEEN or IS NULL", current)
    }

    private mutating func nullTest(of path: ColumnPath) throws(FilterError) -> Condition {
        try advance()
        let isNegated = current.keyword == .not
        if isNegated { try advance() }
        guard current.keyword == .null else {
            throw syntax("after IS comes NULL or NOT NULL; compare with other values by = and <>", current)
        }
        try advance()
        return .isNull(path, isNegated: isNegated)
    }

    private mutating func membership(of path: ColumnPath, _ isNegated: Bool) throws(FilterError) -> Condition {
        try advance()
        guard current.kind == .opening else {
            throw syntax("a list in parentheses comes after IN: IN ('a', 'b')", current)
        }
        try advance()
        if current.kind == .closing { throw syntax("this list is empty; IN needs one value at least", current) }
        var literals: [Literal] = []
        while true {
            let (literal, range) = try literal(for: path)
            literals.append(try typed(literal, range, for: path))
            if current.kind == .closing { break }
            guard current.kind == .comma else { throw syntax("a comma or ) is missing in this list", current) }
            try advance()
        }
        try advance()
        return .membership(path, literals, isNegated: isNegated)
    }

    private mutating func between(_ path: ColumnPath, _ isNegated: Bool) throws(FilterError) -> Condition {
        try advance()
        let (low, lowRange) = try literal(for: path)
        guard current.keyword == .and else { throw syntax("BETWEEN has two ends: BETWEEN 1 AND 10", current) }
        try advance()
        let (high, highRange) = try literal(for: path)
        let typedLow = try typed(low, lowRange, for: path)
        let typedHigh = try typed(high, highRange, for: path)
        // `_timestamp` takes both times and milliseconds, which compare with each other.
        guard typedLow.kind == typedHigh.kind || path.ownColumn == .timestamp else {
            throw FilterError(
                .wrongType, "both ends of BETWEEN have to be of one kind", at: lowRange.through(highRange), in: source)
        }
        return .between(path, typedLow, typedHigh, isNegated: isNegated)
    }

    private mutating func like(
        _ path: ColumnPath, ignoresCase: Bool, _ isNegated: Bool
    ) throws(FilterError) -> Condition {
        let word = current
        try advance()
        guard case .text(let text) = current.kind else {
            throw syntax("a pattern in single quotes comes after \(ignoresCase ? "ILIKE" : "LIKE"): 'abc%'", current)
        }
        let textRange = current.range
        try advance()
        var escape: Unicode.Scalar?
        if current.keyword == .escape {
            try advance()
            guard case .text(let mark) = current.kind, mark.string.unicodeScalars.count == 1 else {
                throw syntax("one character in single quotes comes after ESCAPE: ESCAPE '\\'", current)
            }
            escape = mark.string.unicodeScalars.first
            try advance()
        }
        guard let pattern = LikePattern(text, escape: escape) else {
            let mark = escape.map { String($0) } ?? ""
            let message = "in this pattern \(mark) has to stand before %, _ or \(mark)"
            throw FilterError(.invalidLiteral, message, at: textRange, in: source)
        }
        try checkText(path, word.range)
        return .like(path, pattern, ignoresCase: ignoresCase, isNegated: isNegated)
    }

    /// `10 <= price` is `price >= 10`. `timestamp` is the word TIMESTAMP where that has been read.
    private mutating func reversedComparison(after timestamp: Token? = nil) throws(FilterError) -> Condition {
        let (literal, range) = try literal(for: nil, after: timestamp)
        guard case .comparator(let comparator) = current.kind else {
            throw syntax("a comparison with a column is missing after this value", Token(kind: .end, range: range))
        }
        try advance()
        guard case .name(let name, _) = current.kind, current.keyword == nil else {
            throw syntax("one side of a comparison has to be a column", current)
        }
        let path = ColumnPath(name.string, range: current.range)
        try advance()
        return .comparison(path, comparator.flipped, try typed(literal, range, for: path))
    }

    private mutating func literal(
        for path: ColumnPath?, after timestamp: Token? = nil
    ) throws(FilterError) -> (Literal, SourceRange) {
        let token = current
        if let timestamp { return try time(after: timestamp) }
        switch token.kind {
        case .text(let text):
            try advance()
            return (.text(text), token.range)
        case .number(let number):
            try advance()
            return (.number(number), token.range)
        case .name(let name, let isQuoted):
            if token.keyword == .true || token.keyword == .false {
                try advance()
                return (.boolean(token.keyword == .true), token.range)
            }
            if token.keyword == .null {
                let column = path?.description ?? "the column"
                throw syntax("nothing equals NULL; write \(column) IS NULL or \(column) IS NOT NULL", token)
            }
            try advance()
            if case .text = current.kind, isTimestampWord(token) { return try time(after: token) }
            let text = name.quoted(with: "'")
            let why = isQuoted ? "double quotes are for the names of columns" : "a column is compared with a value"
            throw syntax("\(why); text is written in single quotes: \(text)", token)
        case .comparator, .opening, .closing, .comma, .end:
            throw syntax("a value is missing here: 'text', a number, true or false", token)
        }
    }

    private mutating func time(after word: Token) throws(FilterError) -> (Literal, SourceRange) {
        guard case .text(let text) = current.kind else { throw syntax("a time in single quotes comes here", current) }
        let range = current.range
        try advance()
        return (.time(try time(text, range)), word.range.through(range))
    }

    private func isTimestampWord(_ token: Token) -> Bool {
        guard case .name(let name, isQuoted: false) = token.kind else { return false }
        return name.string.utf8.count == 9 && name.string.lowercased() == "timestamp"
    }

    private func leftOver() -> FilterError {
        if current.kind == .closing { return syntax("there is no ( for this parenthesis", current) }
        return syntax("AND or OR is missing before this", current)
    }

    private mutating func advance() throws(FilterError) { current = try lexer.next() }

    private func syntax(_ message: String, _ token: Token) -> FilterError {
        FilterError(.syntax, message, at: token.range, in: source)
    }
}
