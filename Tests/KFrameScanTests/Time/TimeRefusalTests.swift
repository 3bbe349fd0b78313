import KFrameScan
import Testing

/// What is refused as a time: the sentence always says what to write instead.
@Suite struct TimeRefusalTests {
    private let context = TimeExpression.Context(now: TimeExpressionTests.noon)

    private func refusal(_ text: String, _ side: TimeExpression.Side = .from, start: Int64? = nil) -> ScanError? {
        var context = context
        context.start = start
        do {
            let parsed = try TimeExpression.parse(text, side, in: context)
            Issue.record("“\(text)” was taken for \(parsed.map(String.init) ?? "no bound")")
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "P13 other units of the epoch, each with the number that is meant",
        arguments: [
            ("166384800", "seconds", "write 166384800000"), ("1663848000", "seconds", "write 1663848000000"),
            ("99999999999", "seconds", "write 99999999999000"),
            ("1663848000000000", "microseconds", "write 1663848000000"),
            ("1663848000000000000", "nanoseconds", "write 1663848000000"),
        ])
    func epochUnits(_ text: String, _ unit: String, _ mend: String) throws {
        let error = try #require(refusal(text))
        #expect(error.code == .invalidTime)
        #expect(error.message.contains(unit) && error.message.hasSuffix(mend), "\(error.message)")
    }

    @Test("P13 digits of any other number", arguments: (1...25).filter { ![4, 8, 9, 10, 11, 13, 16, 19].contains($0) })
    func digits(_ count: Int) throws {
        let error = try #require(refusal(String(repeating: "1", count: count)))
        #expect(error.message.hasSuffix("in 13 digits"))
    }

    @Test("a year or a date in one number", arguments: ["2022", "20220922"])
    func bareDate(_ text: String) throws {
        #expect(try #require(refusal(text)).message.hasSuffix("2022-09-22T00:00Z"))
    }

    @Test(
        "P14 no zone: written with one, or --timezone",
        arguments: [
            ("2022-09-22T12:00", "write 2022-09-22T12:00Z, or pass --timezone"),
            ("2022-09-22 12:00:30", "write 2022-09-22 12:00:30Z, or pass --timezone"),
            ("2022-09-22T12:00:30.5", "write 2022-09-22T12:00:30.5Z, or pass --timezone"),
            ("2022-09-22", "write 2022-09-22T00:00Z, or pass --timezone"),
        ])
    func naive(_ text: String, _ mend: String) throws {
        let message = try #require(refusal(text)).message
        #expect(message.hasSuffix(mend), "\(message)")
        // The mend is one that is taken.
        let written = try #require(mend.dropFirst("write ".count).split(separator: ",").first)
        #expect(throws: Never.self) { try TimeExpression.parse(String(written), .from, in: context) }
    }

    @Test(
        "no such date or time of day: what there is instead",
        arguments: [
            ("2022-02-29T00:00Z", "there is no day 29 in that month; its days are 01 to 28"),
            ("1900-02-29T00:00Z", "there is no day 29 in that month; its days are 01 to 28"),
            ("2024-02-30", "there is no day 30 in that month; its days are 01 to 29"),
            ("2022-04-31T00:00Z", "there is no day 31 in that month; its days are 01 to 30"),
            ("2022-09-00T00:00Z", "there is no day 0 in that month; its days are 01 to 30"),
            ("2022-13-01T00:00Z", "there is no month 13; months are 01 to 12"),
            ("2022-00-01T00:00Z", "there is no month 0; months are 01 to 12"),
            ("2022-09-22T25:00Z", "there is no hour 25; hours are 00 to 23"),
            ("2022-09-22T24:00Z", "there is no hour 24; for the end of a day write 00:00 of the next"),
            ("2022-09-22T12:60Z", "there is no minute 60; minutes are 00 to 59"),
            ("2022-09-22T12:00:60Z", "Kafka's times know no leap seconds; seconds are 00 to 59"),
            ("2022-09-22T12:00:61Z", "there is no second 61; seconds are 00 to 59"),
            ("0000-01-01T00:00Z", "years are 0001 to 9999"),
        ])
    func impossible(_ text: String, _ mend: String) throws {
        #expect(try #require(refusal(text)).message.hasSuffix(mend))
    }

    @Test(
        "a bound finer than Kafka's milliseconds is not rounded",
        arguments: ["2022-09-22T12:00:00.0001Z", "2022-09-22T12:00:00.123456Z", "2022-09-22T12:00:00.999999999+02:00"])
    func subMillisecond(_ text: String) throws {
        let message = try #require(refusal(text)).message
        #expect(message.contains("milliseconds") && message.contains("three digits"), "\(message)")
    }

    @Test(
        "what is no time at all shows one",
        arguments: [
            "yesterday", "12:00", "2022-09", "2022-9-22T12:00Z", "2022-09-22T12Z", "2022-09-22T12:00+",
            "2022-09-22T1:00Z",
            "2022-09-22T12:00X", "2022-09-22T12:00Zulu", "2022-09-22T12:00:00.Z", "2022-09-22T12:00+25:00", "22.9.2022",
            "2022-09-22T12:00+02:", "2022-09-22T12:00+02:5", "2022-09-22T12:00+2", "2022-09-22T12:00+02:60",
            "2022-09-22T12:00:0Z", "２０２２-09-22T12:00Z", "2022-09-22Z", "1663848000000ms", "16638480OOOOO", "--2h",
        ])
    func nonsense(_ text: String) throws {
        let error = try #require(refusal(text))
        #expect(error.code == .invalidTime)
        #expect(error.message.contains("“\(text)”"))
        #expect(error.message.contains("-2h"), "\(error.message)")
    }

    @Test("an empty time", arguments: ["", "  ", "\t"])
    func empty(_ text: String) throws {
        #expect(try #require(refusal(text)).message.contains("write a time such as 2022-09-22T12:00Z"))
    }

    @Test("the word of the other side")
    func wrongSide() throws {
        #expect(try #require(refusal("latest", .from)).message.hasSuffix("for no lower bound write earliest"))
        #expect(try #require(refusal("earliest", .to)).message.hasSuffix("for no upper bound write latest"))
    }

    @Test("P15 relative times that lack what they are relative to, or a unit")
    func relative() throws {
        #expect(try #require(refusal("+2h", .from, start: 5)).message.hasSuffix("write -2h for two hours before now"))
        #expect(try #require(refusal("+2h", .to)).message.hasSuffix("give the start a time"))
        for text in ["-", "+", "-2", "-h", "-2y", "-2h30", "-1.5h", "- 2h", "-1663848000000"] {
            #expect(try #require(refusal(text, .to, start: 0)).message.contains("-2h, -7d or +90m"))
        }
    }

    @Test("P15 a relative time out of range does not wrap around")
    func overflow() throws {
        #expect(try #require(refusal("+9223372036854775807ms", .to, start: 1)).message.hasSuffix("it is out of range"))
        #expect(try #require(refusal("-99999999999999999999d")).message.contains("-2h"))
        #expect(try #require(refusal("-9223372036854775807d")).message.contains("-2h"))
        var context = context
        context.now = -2
        #expect(throws: ScanError.self) { try TimeExpression.parse("-9223372036854775807ms", .from, in: context) }
    }
}
