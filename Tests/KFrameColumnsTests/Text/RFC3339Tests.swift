import KFrameColumns
import TestSupport
import Testing

@Suite struct RFC3339Tests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0, 0),
        ("2022-09-22T12:00:00Z", 1_663_848_000, 0),
        ("2022-09-22t12:00:00z", 1_663_848_000, 0),
        ("2022-09-22 12:00:00Z", 1_663_848_000, 0),
        ("2022-09-22T12:00:00.5Z", 1_663_848_000, 500_000_000),
        ("2022-09-22T12:00:00.05Z", 1_663_848_000, 50_000_000),
        ("2022-09-22T12:00:00.123456789Z", 1_663_848_000, 123_456_789),
        ("2022-09-22T14:00:00+02:00", 1_663_848_000, 0),
        ("2022-09-22T06:30:00-05:30", 1_663_848_000, 0),
        ("2022-09-22T12:00:00-00:00", 1_663_848_000, 0),
        ("2022-09-23T11:59:00+23:59", 1_663_848_000, 0),
        ("2024-02-29T00:00:00Z", 1_709_164_800, 0),
        ("2000-02-29T23:59:59Z", 951_868_799, 0),
        ("1969-12-31T23:59:59.999Z", -1, 999_000_000),
        ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
        ("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999),
    ])
    func `P38 date-times that are taken`(text: String, seconds: Int, nanoseconds: Int) {
        let expected = EpochTime(seconds: Int64(seconds), nanoseconds: Int32(nanoseconds))
        #expect(RFC3339.parse(text) == expected)
    }

    @Test(arguments: [
        "", "2022", "2022-09-22", "2022-09-22T12:00Z", "2022-09-22T12:00:00", "2022-09-22T12:00:00.123",
        "2022-09-22T12:00:60Z", "2016-12-31T23:59:60Z", "0000-01-01T00:00:00Z", "2022-09-22T24:00:00Z",
        "2022-09-22T12:60:00Z", "2022-13-22T12:00:00Z", "2022-00-22T12:00:00Z", "2022-09-00T12:00:00Z",
        "2022-09-31T12:00:00Z", "2022-02-29T12:00:00Z", "1900-02-29T12:00:00Z", "2022-09-22T12:00:00.Z",
        "2022-09-22T12:00:00.1234567890Z", "2022-09-22T12:00:00,5Z", "2022-09-22T12:00:00+0200",
        "2022-09-22T12:00:00+02", "2022-09-22T12:00:00+24:00", "2022-09-22T12:00:00+02:60",
        "2022-09-22T12:00:00 02:00", "2022-09-22T12:00:00Z ", " 2022-09-22T12:00:00Z", "2022-09-22T12:00:00ZZ",
        "2022-09-22_12:00:00Z", "2022/09/22T12:00:00Z", "20220922T120000Z", "+2022-09-22T12:00:00Z",
        "2022-09-22T12:00:00.5", "2022-09-22T1a:00:00Z", "２022-09-22T12:00:00Z", "2022-09-22T12:00:00.12-3Z",
        "0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-02:00", "2022-09-22T12.00.00Z",
        "2022-09-22T12:00:00.1+02:00Z",
    ])
    func `P38 text that is no date-time with a zone`(text: String) { #expect(RFC3339.parse(text) == nil) }

    @Test func `every day of the years 1 to 9999 is found again`() {
        var days = -719_162
        for year in 1...9999 {
            for month in 1...12 {
                let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
                let count = month == 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
                // The first and last day of a month; the days between follow from the next first.
                for day in [1, count] {
                    let seconds = Int64(days + day - 1) * 86_400
                    let text = RFC3339.string(seconds * 1000, .millisecond)
                    let wanted = Self.digits(year, 4) + "-" + Self.digits(month, 2) + "-" + Self.digits(day, 2)
                    if text != wanted + "T00:00:00.000Z" { Issue.record("\(wanted) is written \(text)") }
                    if RFC3339.parse(text) != EpochTime(seconds: seconds, nanoseconds: 0) { Issue.record("\(text)") }
                }
                days += count
            }
        }
        #expect(days == 2_932_897)
    }

    private static func digits(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: width - digits.count) + digits
    }

    @Test func `times in each unit read back as they were written`() {
        var generator = SplitMix64(seed: 5)
        for unit in TimeUnit.allCases {
            for _ in 0..<3000 {
                let seconds = Int64.random(in: -62_135_596_800...253_402_300_799, using: &generator)
                let (whole, overflow) = seconds.multipliedReportingOverflow(by: unit.unitsPerSecond)
                if overflow { continue }
                let value = whole + Int64.random(in: 0..<unit.unitsPerSecond, using: &generator)
                #expect(RFC3339.parse(RFC3339.string(value, unit))?.count(of: unit) == value)
            }
        }
    }

    @Test func `times are written with the unit's digits, also before 1970 and beyond RFC 3339's years`() {
        #expect(RFC3339.string(0, .millisecond) == "1970-01-01T00:00:00.000Z")
        #expect(RFC3339.string(-1, .microsecond) == "1969-12-31T23:59:59.999999Z")
        #expect(RFC3339.string(1, .nanosecond) == "1970-01-01T00:00:00.000000001Z")
        #expect(RFC3339.string(253_402_300_800_000, .millisecond) == "+10000-01-01T00:00:00.000Z")
        #expect(RFC3339.string(.max, .millisecond) == "+292278994-08-17T07:12:55.807Z")
        #expect(RFC3339.string(-62_167_219_200_000, .millisecond) == "0000-01-01T00:00:00.000Z")
        #expect(RFC3339.string(-62_167_219_200_001, .millisecond) == "-0001-12-31T23:59:59.999Z")
        #expect(RFC3339.string(.min, .nanosecond) == "1677-09-21T00:12:43.145224192Z")
        #expect(RFC3339.string(.min, .millisecond) == "-292275055-05-16T16:47:04.192Z")
    }

    @Test func `counts of a unit are never rounded and never overflow`() throws {
        let fine = try #require(RFC3339.parse("2022-09-22T12:00:00.123456789Z"))
        #expect(fine.count(of: .nanosecond) == 1_663_848_000_123_456_789)
        #expect(fine.count(of: .microsecond) == nil)
        #expect(fine.count(of: .millisecond) == nil)
        let last = try #require(RFC3339.parse("2262-04-11T23:47:16.854775807Z"))
        #expect(last.count(of: .nanosecond) == .max)
        #expect(EpochTime(seconds: last.seconds, nanoseconds: 854_775_808).count(of: .nanosecond) == nil)
        let first = try #require(RFC3339.parse("1677-09-21T00:12:43.145224193Z"))
        #expect(first.count(of: .nanosecond) == Int64.min + 1)
        #expect(EpochTime(seconds: first.seconds, nanoseconds: 145_224_192).count(of: .nanosecond) == nil)
        #expect(RFC3339.parse("0001-01-01T00:00:00Z")?.count(of: .microsecond) == -62_135_596_800_000_000)
        #expect(RFC3339.parse("0001-01-01T00:00:00Z")?.count(of: .nanosecond) == nil)
        #expect(EpochTime(seconds: .max, nanoseconds: 0).count(of: .millisecond) == nil)
        #expect(EpochTime(seconds: .min, nanoseconds: 0).count(of: .millisecond) == nil)
    }

    @Test func `one changed byte is judged as the slow model judges it`() {
        let texts = ["2022-09-22T12:00:00.123456Z", "2024-02-29t23:59:59.9+02:30", "0001-01-01 00:00:00-23:59"]
        for text in texts {
            let bytes = Array(text.utf8)
            for place in bytes.indices {
                for byte in UInt8(0x20)...0x7E {
                    var changed = bytes
                    changed[place] = byte
                    compare(String(decoding: changed, as: UTF8.self))
                }
                compare(String(decoding: bytes[..<place] + bytes[(place + 1)...], as: UTF8.self))
                compare(String(decoding: bytes[..<place] + [0x30] + bytes[place...], as: UTF8.self))
            }
        }
    }

    private func compare(_ text: String) {
        let found = RFC3339.parse(text)
        let expected = ReferenceModel.time(text)
        if found?.seconds != expected?.seconds || found.map({ Int64($0.nanoseconds) }) != expected?.nanoseconds {
            Issue.record("\(text): \(String(describing: found)), the model: \(String(describing: expected))")
        }
    }
}
