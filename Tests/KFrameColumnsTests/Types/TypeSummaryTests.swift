import KFrameColumns
import TestSupport
import Testing

@Suite struct TypeSummaryTests {
    private func type(
        _ values: [VariantValue], meaning: VariantColumn.Meaning = .event, detectTimes: Bool = true
    ) throws -> DataType {
        try summary(values, meaning: meaning).resolved(detectTimes: detectTimes)
    }

    private func summary(
        _ values: [VariantValue], meaning: VariantColumn.Meaning = .event
    ) throws -> TypeSummary {
        let column = try VariantColumn.make("c", meaning: meaning, values)
        return TypeSummary(of: column, rows: .all(values.count))
    }

    @Test func `P34 integers and doubles meet in double only where every integer converts exactly`() throws {
        let limit: Int64 = 1 << 53
        #expect(try type([.int64(limit), .double(0.5)]) == .double)
        #expect(try type([.int64(limit - 1), .double(0.5)]) == .double)
        #expect(try type([.int64(limit + 1), .double(0.5)]) == .utf8)
        #expect(try type([.int64(limit + 2), .double(0.5)]) == .double)
        #expect(try type([.int64(-limit - 1), .double(0.5)]) == .utf8)
        #expect(try type([.int64(-limit), .double(0.5)]) == .double)
        #expect(try type([.int64(.max), .double(0.5)]) == .utf8)
        #expect(try type([.int64(.min), .double(0.5)]) == .double)
        #expect(try type([.int64(limit + 1), .int64(.max)]) == .int64)
        #expect(try type([.int64(0), .double(-0.0)]) == .double)
        #expect(try type([.double(-0.0)]) == .double)
    }

    @Test func `P34 numbers beyond int64 and double keep their digits`() throws {
        #expect(try type([.digits("9223372036854775808"), .int64(1)]) == .utf8)
        #expect(try type([.digits("1e400")]) == .utf8)
        let values: [VariantValue] = [.digits("9223372036854775808"), .int64(1), .double(1), .digits("1e400")]
        let column = try VariantColumn.make("c", values)
        let made = try makeColumn(from: column, rows: .all(4), as: .utf8)
        #expect(made.cells == [.text("9223372036854775808"), .text("1"), .text("1.0"), .text("1e400")])
    }

    @Test func `P33 a column of nulls is utf8, and nulls change no other type`() throws {
        #expect(try type([]) == .utf8)
        #expect(try type([.null, .absent]) == .utf8)
        #expect(try type([.null, .int64(1)]) == .int64)
        #expect(try type([.null, .list([])]) == .list(.utf8))
        #expect(TypeSummary().resolved(detectTimes: true) == .utf8)
    }

    @Test func `P32 lists`() throws {
        #expect(try type([.list([]), .list([])]) == .list(.utf8))
        #expect(try type([.list([]), .list([.int64(1)])]) == .list(.int64))
        #expect(try type([.list([.int64(1)]), .list([.double(0.5), .null])]) == .list(.double))
        #expect(try type([.list([.int64(1 << 53 + 1)]), .list([.double(0.5)])]) == .utf8)
        #expect(try type([.list([.bool(true)]), .list([.int64(1)])]) == .utf8)
        #expect(try type([.list([.string("a")]), .string("a")]) == .utf8)
        #expect(try type([.list([.string("a")]), .json("[[]]")]) == .utf8)
        #expect(try type([.list([.string("2022-09-22T12:00:00Z")])]) == .list(.utf8))
    }

    @Test func `kframe's own columns have their types whatever is in them`() throws {
        #expect(try type([.int64(1)], meaning: .int32) == .int32)
        #expect(try type([.int64(1)], meaning: .int64) == .int64)
        #expect(try type([.int64(1), .null], meaning: .timestampMilliseconds) == .timestamp(.millisecond))
        #expect(try type([.null], meaning: .timestampMilliseconds) == .timestamp(.millisecond))
        #expect(try type([.bool(true)], meaning: .bool) == .bool)
        #expect(try type([.list([.string("n"), .null])], meaning: .headers) == .headers)
        #expect(try type([.string("2022-09-22T12:00:00Z")], meaning: .bytes) == .utf8)
        #expect(try type([.string("k"), .bytes([0xFF])], meaning: .bytes) == .binary)
        #expect(try type([.null], meaning: .bytes) == .utf8)
    }

    @Test func `P38 all date-times make a timestamp, in nanoseconds only where the digits need it`() throws {
        let plain = VariantValue.string("2022-09-22T12:00:00.123456Z")
        let fine = VariantValue.string("2022-09-22T12:00:00.123456789Z")
        let early = VariantValue.string("0001-01-01T00:00:00Z")
        #expect(try type([plain]) == .timestamp(.microsecond))
        #expect(try type([plain, .null, fine]) == .timestamp(.nanosecond))
        #expect(try type([.string("2022-09-22T12:00:00.123456000Z")]) == .timestamp(.microsecond))
        #expect(try type([plain, early]) == .timestamp(.microsecond))
        #expect(try type([fine, early]) == .utf8)
        #expect(try type([plain, .string("2022-09-22T12:00:00")]) == .utf8)
        #expect(try type([plain, .string("")]) == .utf8)
        #expect(try type([plain, .int64(1)]) == .utf8)
        #expect(try type([plain], detectTimes: false) == .utf8)
        let column = try VariantColumn.make("c", [plain])
        let unseen = TypeSummary(of: column, rows: .all(1), detectTimes: false)
        #expect(unseen.resolved(detectTimes: true) == .utf8)
    }

    @Test func `a mixed column counts its kinds`() throws {
        let mixed = try summary([.int64(1), .int64(2), .string("a"), .null, .absent, .bool(true)])
        #expect(mixed.isMixed)
        #expect(mixed.counts[.int64] == 2)
        #expect(mixed.counts[.string] == 1)
        #expect(mixed.counts[.bool] == 1)
        #expect(mixed.counts[.null] == 1)
        #expect(mixed.counts[.absent] == 1)
        #expect(mixed.counts.valued == 4)
        #expect(try !summary([.int64(1), .double(0.5)]).isMixed)
        #expect(try summary([.int64(1 << 53 + 1), .double(0.5)]).isMixed)
        #expect(try !summary([.digits("1e400")]).isMixed)
        #expect(try !summary([.null]).isMixed)
    }

    @Test func `kinds are counted in columns of any length`() throws {
        var generator = SplitMix64(seed: 3)
        for count in [31, 32, 33, 8159, 8160, 8161, 20_000] {
            let values: [VariantValue] = (0..<count).map { _ in
                [.absent, .null, .bool(true), .int64(4)].randomElement(using: &generator) ?? .null
            }
            let counts = try summary(values).counts
            for kind in ValueKind.allCases { #expect(counts[kind] == values.filter { $0.kind == kind }.count) }
        }
    }

    @Test func `summaries merge in any order and grouping`() throws {
        let parts = try Palette.values.map { try summary([$0]) } + [TypeSummary(), TypeSummary(absentRows: 3)]
        let others = try [
            summary([.int64(1)], meaning: .int32), summary([.list([.string("a"), .null])], meaning: .headers),
            summary([.string("a")], meaning: .bytes),
        ]
        let all = parts + others
        for first in all {
            #expect(first.merging(TypeSummary()) == first)
            for second in all {
                #expect(first.merging(second) == second.merging(first))
                for third in all {
                    #expect(first.merging(second).merging(third) == first.merging(second.merging(third)))
                }
            }
        }
    }
}
