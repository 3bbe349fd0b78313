import KFrameColumns

extension LeafTest {
    /// The work for a leaf of a normal form; nil for AND, OR and NOT, which are no leaves.
    init?(_ leaf: Condition) {
        let isTimestamp = leaf.path?.ownColumn == .timestamp
        switch leaf {
        case .comparison(_, let comparator, let literal):
            self = .value(ValueTest(comparator, literal, isTimestamp: isTimestamp))
        case .membership(_, let literals, let isNegated):
            self = .value(ValueTest(membershipOf: literals, isNegated: isNegated, isTimestamp: isTimestamp))
        case .between(_, let low, let high, let isNegated):
            self = .value(ValueTest(between: low, high, isNegated: isNegated, isTimestamp: isTimestamp))
        case .like(_, let pattern, ignoresCase: false, let isNegated):
            self = .like(LikeMatcher(pattern), isNegated: isNegated)
        case .like(_, let pattern, ignoresCase: true, let isNegated):
            self = .foldedLike(FoldedLikeMatcher(pattern), isNegated: isNegated)
        case .isNull(_, let isNegated):
            self = .isNull(isNegated: isNegated)
        case .not, .all, .any:
            return nil
        }
    }
}

extension ValueTest {
    init(_ comparator: Comparator, _ literal: Literal, isTimestamp: Bool) {
        let isInverted = comparator == .notEqual
        switch literal {
        case .text(let text):
            let isEquality = comparator == .equal || isInverted
            texts = isEquality ? .equal(text.bytes, isInverted: isInverted) : .comparison(comparator, text.bytes)
        case .boolean(let value):
            booleans = BooleanTest { comparator.holds(Self.order($0, value)) }
        case .number(let number):
            let bounds = NumberBounds(number)
            integers = bounds.integers(comparator)
            doubles = bounds.doubles(comparator)
            digits = .comparison(comparator, number)
        case .time(let time) where isTimestamp:
            integers = NumberBounds(milliseconds: time).integers(comparator)
        case .time(let time):
            times = TimeTest(comparator, time)
        }
    }

    /// IN, each kind among its own. NOT IN with several kinds is never true (``FilterExpression``).
    init(membershipOf literals: [Literal], isNegated: Bool, isTimestamp: Bool) {
        var texts: [[UInt8]] = []
        var numbers: [NumberLiteral] = []
        var bounds: [NumberBounds] = []
        var booleans: [Bool] = []
        var times: [Int128] = []
        for literal in literals {
            switch literal {
            case .text(let text): texts.append(text.bytes)
            case .number(let number):
                numbers.append(number)
                bounds.append(NumberBounds(number))
            case .boolean(let value): booleans.append(value)
            case .time(let time) where isTimestamp: bounds.append(NumberBounds(milliseconds: time))
            case .time(let time): times.append(time.nanoseconds)
            }
        }
        let kindCount = [texts.isEmpty, bounds.isEmpty, booleans.isEmpty, times.isEmpty].filter { !$0 }.count
        guard kindCount == 1 || !isNegated else { return }
        if !texts.isEmpty { self.texts = .set(TextSet(texts), isInverted: isNegated) }
        if !bounds.isEmpty {
            integers = .set(bounds.compactMap(\.integer).sorted(), isInverted: isNegated)
            doubles = .set(bounds.compactMap(\.double).sorted(), isInverted: isNegated)
            digits = .set(numbers, isInverted: isNegated)
        }
        if !booleans.isEmpty { self.booleans = BooleanTest { booleans.contains($0) != isNegated } }
        if !times.isEmpty { self.times = .set(times.sorted(), isInverted: isNegated) }
    }

    /// BETWEEN: both comparisons; negated, one that fails. Ends of different kinds leave to each kind its own end.
    init(between low: Literal, _ high: Literal, isNegated: Bool, isTimestamp: Bool) {
        let fromLow = ValueTest(.greaterOrEqual, low, isTimestamp: isTimestamp)
        let toHigh = ValueTest(.lessOrEqual, high, isTimestamp: isTimestamp)
        integers = Self.both(fromLow.integers, toHigh.integers).map { .range($0, $1, isInverted: isNegated) }
        switch (low, high) {
        case (.text(let low), .text(let high)):
            texts = .between(low.bytes, high.bytes, isInverted: isNegated)
        case (.number(let low), .number(let high)):
            doubles = Self.both(fromLow.doubles, toHigh.doubles).map { .range($0, $1, isInverted: isNegated) }
            digits = .between(low, high, isInverted: isNegated)
        case (.boolean(let low), .boolean(let high)):
            booleans = BooleanTest { (Self.order($0, low) >= 0 && Self.order($0, high) <= 0) != isNegated }
        case (.time(let low), .time(let high)):
            if !isTimestamp { times = .range(low.nanoseconds, high.nanoseconds, isInverted: isNegated) }
        default:
            if integers == nil, isNegated { self = Self.either(low, high, isTimestamp: isTimestamp) }
        }
    }

    /// `< low OR > high` with ends of different kinds: at most one of the two is known of any value.
    private static func either(_ low: Literal, _ high: Literal, isTimestamp: Bool) -> ValueTest {
        let below = ValueTest(.less, low, isTimestamp: isTimestamp)
        let above = ValueTest(.greater, high, isTimestamp: isTimestamp)
        return ValueTest(
            integers: below.integers ?? above.integers, doubles: below.doubles ?? above.doubles,
            digits: below.digits ?? above.digits, texts: below.texts ?? above.texts,
            booleans: below.booleans ?? above.booleans, times: below.times ?? above.times)
    }

    private static func both(_ low: IntegerTest?, _ high: IntegerTest?) -> (Int64, Int64)? {
        guard case .range(let lowest, let lowEnd, _) = low, case .range(let highStart, let highest, _) = high else {
            return nil
        }
        // An end that no integer reaches leaves nothing.
        if lowest > lowEnd || highStart > highest { return (1, 0) }
        return (lowest, highest)
    }

    private static func both(_ low: DoubleTest?, _ high: DoubleTest?) -> (Double, Double)? {
        guard case .range(let lowest, _, _) = low, case .range(_, let highest, _) = high else { return nil }
        return (lowest, highest)
    }

    private static func order(_ left: Bool, _ right: Bool) -> Int { (left ? 1 : 0) - (right ? 1 : 0) }
}
