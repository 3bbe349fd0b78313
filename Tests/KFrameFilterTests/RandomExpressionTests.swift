import KFrameColumns
import KFrameFilter
import TestSupport
import Testing

/// Random trees on random rows, some of them undecodable, against the reference; and back from their own text.
@Suite struct RandomExpressionTests {
    static let paths = [
        "v", "w", "context.page.path", "context", "a\\.b", "odd name", "or", "_partition", "_offset",
        "_timestamp", "_key", "_tombstone", "_schema_id", "_error", "_value",
    ]

    static func literal(for path: ColumnPath, _ generator: inout SplitMix64) -> Literal {
        let kinds: Set<Literal.Kind> =
            switch path.ownColumn?.comparand {
            case .number: [.number]
            case .time: [.number, .time]
            case .text: [.text]
            case .boolean: [.boolean]
            case .anything, .nothing, nil: [.text, .number, .boolean, .time]
            }
        let isTimestamp = path.ownColumn == .timestamp
        // Milliseconds that look like other units are refused.
        return generator.pick(
            KernelGridTests.literals.filter { literal in
                guard kinds.contains(literal.kind) else { return false }
                if isTimestamp, case .number(let number) = literal {
                    return ![10, 16, 19].contains(number.magnitude)
                }
                return true
            })
    }

    static func leaf(_ generator: inout SplitMix64) -> Condition {
        let path = ColumnPath(generator.pick(paths))
        let isNegated = generator.chance(40)
        let first = literal(for: path, &generator)
        var alike: [Literal] = [first]
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let next = literal(for: path, &generator)
            if next.kind == first.kind { alike.append(next) }
        }
        let canBeText = [nil, .text, .anything].contains(path.ownColumn?.comparand)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: return .membership(path, alike, isNegated: isNegated)
        case 1: return .between(path, alike[0], alike[alike.count - 1], isNegated: isNegated)
        case 2 where canBeText:
            let pattern = LikePattern(ExactText(generator.pick(LikeTests.patterns)), escape: nil)
            return .like(path, pattern ?? LikePattern([]), ignoresCase: generator.chance(30), isNegated: isNegated)
        case 3: return .isNull(path, isNegated: isNegated)
        default: return .comparison(path, generator.pick(Comparator.allCases), first)
        }
    }

    static func condition(_ depth: Int, _ generator: inout SplitMix64) -> Condition {
        guard depth > 0, generator.chance(70) else { return leaf(&generator) }
        let count = Int.random(in: 2...4, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: return .not(condition(depth - 1, &generator))
        case 1: return .all((0..<count).map { _ in condition(depth - 1, &generator) })
        default: return .any((0..<count).map { _ in condition(depth - 1, &generator) })
        }
    }

    static func row(_ generator: inout SplitMix64) -> TestRow {
        var row = TestRow(isUndecodable: generator.chance(25))
        row.values["_partition"] = .int64(Int64.random(in: 0...11, using: &generator))
        row.values["_offset"] = .int64(generator.pick([0, 1, 10, .max]))
        row.values["_timestamp"] = generator.chance(20) ? .null : .int64(1_663_848_000_000)
        row.values["_key"] = generator.pick([.null, .string("a"), .string("ab"), .bytes([0xFF, 0x61])])
        if generator.chance(20) { row.values["_tombstone"] = .bool(true) }
        if generator.chance(30) { row.values["_schema_id"] = .int64(10) }
        if row.isUndecodable {
            row.values["_error"] = .string("a")
            return row
        }
        for path in paths where [nil, .value].contains(ColumnPath(path).ownColumn) && generator.chance(80) {
            row.values[path] = generator.pick(KernelGridTests.values)
        }
        return row
    }

    @Test(arguments: 0..<8)
    func agreesWithReference(_ seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let scratch = FilterScratch()
        for _ in 0..<60 {
            let expression = FilterExpression(Self.condition(4, &generator))
            let rows = (0..<Int.random(in: 0...60, using: &generator)).map { _ in Self.row(&generator) }
            let verdicts = rows.map { ReferenceEvaluator.verdict(expression, $0) }
            let outcome = try TestRows.evaluate(expression, rows, scratch: scratch)
            #expect(outcome.selected.map(Int.init) == rows.indices.filter { verdicts[$0] == .passes }, "\(expression)")
            #expect(outcome.undecodable.map(Int.init) == rows.indices.filter { verdicts[$0] == .undecodable })
            #expect(outcome.filteredCount == verdicts.filter { $0 == .filtered }.count)
        }
    }

    @Test("what is decided before decoding stays so after it", arguments: 0..<4)
    func preselection(_ seed: UInt64) throws {
        var generator = SplitMix64(seed: 100 + seed)
        let scratch = FilterScratch()
        for _ in 0..<80 {
            let expression = FilterExpression(Self.condition(3, &generator))
            let filter = BoundFilter(expression)
            let rows = (0..<40).map { _ in Self.row(&generator) }
            let full = try TestRows.evaluate(expression, rows)
            let own = rows.map { row in
                TestRow(row.values.filter { OwnColumn(name: ExactText($0.key))?.availability == .record })
            }
            let early = filter.preselect(try TestRows.batch(own), scratch: scratch)
            #expect(Set(early.selected).isSubset(of: full.selected), "\(expression)")
            #expect(Set(full.selected).isSubset(of: early.selected + early.undecodable), "\(expression)")
            let leftOut = Set(rows.indices.map(Int32.init)).subtracting(early.selected).subtracting(early.undecodable)
            #expect(leftOut.count == early.filteredCount)
            #expect(leftOut.isDisjoint(with: full.undecodable), "\(expression)")
            if expression.dependsOnlyOnOwnColumns { #expect(early.undecodable.isEmpty) }
        }
    }

    @Test("a filter's text is parsed back to the filter", arguments: 0..<4)
    func roundTrip(_ seed: UInt64) throws {
        var generator = SplitMix64(seed: 1_000 + seed)
        for _ in 0..<250 {
            let expression = FilterExpression(Self.condition(5, &generator))
            let parsed = try FilterExpression.parse(expression.description)
            #expect(parsed == expression, "\(expression)")
            #expect(parsed.description == expression.description)
        }
    }

    @Test("bounds and partitions leave out no row that passes", arguments: 0..<4)
    func pushDown(_ seed: UInt64) throws {
        var generator = SplitMix64(seed: 2_000 + seed)
        for _ in 0..<200 {
            let expression = FilterExpression(Self.condition(3, &generator))
            let filter = BoundFilter(expression)
            for _ in 0..<20 {
                let row = Self.row(&generator)
                guard ReferenceEvaluator.verdict(expression, row) != .filtered else { continue }
                if case .int64(let offset) = row.values["_offset"] {
                    #expect(filter.offsetBounds.contains(offset), "\(expression)")
                }
                if case .int64(let time) = row.values["_timestamp"] {
                    #expect(filter.timestampBounds.contains(time), "\(expression)")
                } else {
                    #expect(filter.timestampBounds.isUnbounded, "\(expression)")
                }
                if case .int64(let partition) = row.values["_partition"] {
                    #expect(filter.allows(partition: Int32(partition)), "\(expression)")
                }
            }
        }
    }
}
