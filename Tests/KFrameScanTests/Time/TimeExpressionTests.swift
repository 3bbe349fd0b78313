import KFrameScan
import Testing

/// What people write for a time, and the instant it means.
@Suite struct TimeExpressionTests {
    /// 2022-09-22T12:00:00Z.
    static let noon: Int64 = 1_663_848_000_000

    private let context = TimeExpression.Context(now: noon)

    @Test(
        "RFC 3339 with a zone",
        arguments: [
            ("2022-09-22T12:00Z", 0), ("2022-09-22T12:00:00Z", 0), ("2022-09-22t12:00:00z", 0),
            ("2022-09-22 12:00Z", 0),
            ("  2022-09-22T12:00Z\n", 0), ("2022-09-22T12:00:00.5Z", 500), ("2022-09-22T12:00:00.05Z", 50),
            ("2022-09-22T12:00:00.005Z", 5), ("2022-09-22T12:00:00.123Z", 123), ("2022-09-22T12:00:00.123000000Z", 123),
            ("2022-09-22T12:00:00.000000Z", 0), ("2022-09-22T12:00:59.999Z", 59_999),
            ("2022-09-22T14:00+02:00", 0), ("2022-09-22T08:00-04:00", 0), ("2022-09-22T14:00+02", 0),
            ("2022-09-22T14:00+0200", 0), ("2022-09-22T17:30+05:30", 0), ("2022-09-22T17:45:00.250+05:45", 250),
            ("2022-09-22T12:00+00:00", 0), ("2022-09-22T12:00-00:00", 0), ("2022-09-23T02:00+14:00", 0),
            ("2022-09-21T12:30-23:30", 0),
        ])
    func zoned(_ text: String, _ expected: Int64) throws {
        #expect(try TimeExpression.parse(text, .from, in: context) == Self.noon + expected)
        #expect(try TimeExpression.parse(text, .to, in: context) == Self.noon + expected)
    }

    @Test("years far away and before 1970")
    func far() throws {
        #expect(try TimeExpression.parse("1970-01-01T00:00Z", .from, in: context) == 0)
        #expect(try TimeExpression.parse("1969-12-31T23:59:59.999Z", .from, in: context) == -1)
        #expect(try TimeExpression.parse("0001-01-01T00:00Z", .from, in: context) == -62_135_596_800_000)
        #expect(try TimeExpression.parse("9999-12-31T23:59:59.999Z", .to, in: context) == 253_402_300_799_999)
        #expect(try TimeExpression.parse("2024-02-29T00:00Z", .from, in: context) == 1_709_164_800_000)
    }

    @Test("no bound, on its own side only")
    func unbounded() throws {
        #expect(try TimeExpression.parse("earliest", .from, in: context) == nil)
        #expect(try TimeExpression.parse(" Latest ", .to, in: context) == nil)
    }

    @Test(
        "P15 relative to now",
        arguments: [
            ("now", 0), ("NOW", 0), ("-2h", -7_200_000), ("-7d", -604_800_000), ("-90m", -5_400_000), ("-30s", -30_000),
            ("-250ms", -250), ("-1h30m", -5_400_000), ("-0s", 0), ("-2w", -1_209_600_000),
        ])
    func relativeToNow(_ text: String, _ expected: Int64) throws {
        #expect(try TimeExpression.parse(text, .from, in: context) == Self.noon + expected)
        #expect(try TimeExpression.parse(text, .to, in: context) == Self.noon + expected)
    }

    @Test("P15 + counts from the start, and is an end")
    func relativeToStart() throws {
        var context = context
        context.start = 1_000
        #expect(try TimeExpression.parse("+2h", .to, in: context) == 7_201_000)
        #expect(try TimeExpression.parse("+0s", .to, in: context) == 1_000)
        // Before now even where a start is known.
        #expect(try TimeExpression.parse("-2h", .to, in: context) == Self.noon - 7_200_000)
    }

    @Test("P13 milliseconds since 1970 in 13 digits")
    func epoch() throws {
        #expect(try TimeExpression.parse("1663848000000", .from, in: context) == Self.noon)
        #expect(try TimeExpression.parse(" 1663848000001 ", .to, in: context) == Self.noon + 1)
        #expect(try TimeExpression.parse("9999999999999", .to, in: context) == 9_999_999_999_999)
    }
}
