import KFrameScan
import Testing

/// P14: times without a zone, where the caller named one.
@Suite struct TimeZoneTests {
    /// New York in 2022: four hours behind UTC in summer, five in winter.
    private static func newYork(_ civil: CivilTime) -> [Int64] {
        // 2022-03-13T07:00Z to 2022-11-06T06:00Z.
        let summer = Int64(1_647_154_800_000)..<1_667_714_400_000
        let local = civil.epochMilliseconds
        let asSummer = local + 4 * 3_600_000
        let asWinter = local + 5 * 3_600_000
        return (summer.contains(asSummer) ? [asSummer] : []) + (summer.contains(asWinter) ? [] : [asWinter])
    }

    private let context = TimeExpression.Context(now: 0, zoneName: "America/New_York") { newYork($0) }

    private func parse(_ text: String) throws -> Int64? { try TimeExpression.parse(text, .from, in: context) }

    @Test("P14 a time in the zone")
    func plain() throws {
        #expect(try parse("2022-09-22T08:00") == TimeExpressionTests.noon)
        #expect(try parse("2022-09-22 08:00:00.250") == TimeExpressionTests.noon + 250)
        #expect(try parse("2022-12-22T07:00") == 1_671_710_400_000)
    }

    @Test("P14 a date alone is its midnight in the zone")
    func dateOnly() throws {
        #expect(try parse("2022-09-22") == 1_663_819_200_000)
        #expect(try parse("2022-03-13") == 1_647_147_600_000)
    }

    @Test("P14 a zone of its own wins over the caller's")
    func ownZone() throws {
        #expect(try parse("2022-09-22T12:00Z") == TimeExpressionTests.noon)
        #expect(try parse("2022-09-22T14:00+02:00") == TimeExpressionTests.noon)
    }

    @Test("P14 in the gap of spring there is no such time")
    func gap() throws {
        for text in ["2022-03-13T02:00", "2022-03-13T02:30", "2022-03-13T02:59:59.999"] {
            let error = #expect(throws: ScanError.self) { try parse(text) }
            #expect(
                error?.message
                    == "cannot take “\(text)” as a time: clocks in America/New_York were put forward then, so this time never "
                    + "was; give it with an offset")
        }
        #expect(try parse("2022-03-13T01:59:59.999") == 1_647_154_799_999)
        #expect(try parse("2022-03-13T03:00") == 1_647_154_800_000)
    }

    @Test("P14 in the fold of autumn a time was twice, and both are offered")
    func fold() throws {
        let error = #expect(throws: ScanError.self) { try parse("2022-11-06T01:30") }
        #expect(error?.message.hasSuffix("write 2022-11-06T05:30:00Z or 2022-11-06T06:30:00Z") ?? false)
        #expect(try parse("2022-11-06T05:30:00Z") == 1_667_712_600_000)
        #expect(try parse("2022-11-06T00:59") == 1_667_710_740_000)
        #expect(try parse("2022-11-06T02:00") == 1_667_718_000_000)
    }

    @Test("P14 the zone is asked for what was written")
    func askedFor() throws {
        let context = TimeExpression.Context(now: 0) { civil in
            [civil == CivilTime(year: 2022, month: 9, day: 22, hour: 1, minute: 2, second: 3, millisecond: 40) ? 1 : 0]
        }
        #expect(try TimeExpression.parse("2022-09-22T01:02:03.04", .from, in: context) == 1)
    }

    @Test("P14 a date that does not exist is refused before the zone is asked")
    func impossible() throws {
        let context = TimeExpression.Context(now: 0) { _ in
            Issue.record("asked about a date that does not exist")
            return [0]
        }
        #expect(throws: ScanError.self) { try TimeExpression.parse("2022-02-30", .from, in: context) }
    }
}
