import KFrameScan
import Testing

/// Dates against a calendar that is counted day by day.
@Suite struct CivilTimeTests {
    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    @Test("every day of the years 1 to 9999")
    func everyDay() {
        // 0001-01-01 is day -719162 counted from 1970.
        var day: Int64 = -719_162
        var wrong = 0
        for year in 1...9_999 {
            let lengths = [31, Self.isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            // Every day of 800 years, which hold two whole cycles of leap years; elsewhere the ends of the months.
            let isDense = (1_600..<1_610).contains(year) || (1_895..<2_105).contains(year)
            for (month, length) in lengths.enumerated() {
                for number in isDense ? Array(1...length) : [1, length] {
                    let civil = CivilTime(year: year, month: month + 1, day: number)
                    let instant = (day + Int64(number) - 1) * 86_400_000
                    if civil.epochMilliseconds != instant || CivilTime(epochMilliseconds: instant) != civil
                        || !civil.isValid
                    {
                        wrong += 1
                    }
                }
                if CivilTime(year: year, month: month + 1, day: length + 1).isValid { wrong += 1 }
                day += Int64(length)
            }
        }
        #expect(wrong == 0)
        #expect(day == 2_932_897)
    }

    @Test("every minute of a day, and the milliseconds at its ends")
    func timeOfDay() {
        var wrong = 0
        for minute in 0..<1_440 {
            for (second, millisecond) in [(0, 0), (0, 1), (59, 999), (30, 500)] {
                let civil = CivilTime(
                    year: 1969, month: 12, day: 31, hour: minute / 60, minute: minute % 60, second: second,
                    millisecond: millisecond)
                let instant = Int64(minute * 60_000 + second * 1_000 + millisecond) - 86_400_000
                if civil.epochMilliseconds != instant || CivilTime(epochMilliseconds: instant) != civil { wrong += 1 }
            }
        }
        #expect(wrong == 0)
    }

    @Test("as RFC 3339, with a fraction only where there is one")
    func text() {
        #expect(CivilTime.rfc3339(epochMilliseconds: 0) == "1970-01-01T00:00:00Z")
        #expect(CivilTime.rfc3339(epochMilliseconds: -1) == "1969-12-31T23:59:59.999Z")
        #expect(CivilTime.rfc3339(epochMilliseconds: 1_663_848_000_005) == "2022-09-22T12:00:00.005Z")
        #expect(CivilTime.rfc3339(epochMilliseconds: -62_135_596_800_000) == "0001-01-01T00:00:00Z")
        #expect(CivilTime.rfc3339(epochMilliseconds: 253_402_300_799_999) == "9999-12-31T23:59:59.999Z")
        #expect(CivilTime.rfc3339(epochMilliseconds: 253_402_300_800_000) == "253402300800000 ms since 1970")
    }

    @Test("no timestamp that a record can carry traps", arguments: [Int64.min, .min + 1, -1, .max - 1, .max])
    func extremes(_ timestamp: Int64) {
        #expect(!CivilTime.rfc3339(epochMilliseconds: timestamp).isEmpty)
    }

    @Test("a fraction of a second, an hour or a month that does not exist")
    func invalid() {
        let good = CivilTime(year: 2022, month: 9, day: 22, hour: 23, minute: 59, second: 59, millisecond: 999)
        #expect(good.isValid)
        for change: @Sendable (inout CivilTime) -> Void in [
            { $0.hour = 24 }, { $0.minute = 60 }, { $0.second = 60 }, { $0.millisecond = 1_000 }, { $0.month = 13 },
            { $0.month = 0 }, { $0.day = 0 }, { $0.day = 31 }, { $0.year = 0 }, { $0.year = 10_000 }, { $0.hour = -1 },
        ] {
            var civil = good
            change(&civil)
            #expect(!civil.isValid)
        }
    }
}
