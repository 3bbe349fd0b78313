import KFrameColumns
import KFrameScan

/// Times and durations as people write them, and date-times as events have them.
enum TimeFuzz {
    private static let now: Int64 = 1_663_840_800_000

    static let target = FuzzTarget(
        "times", maximumLength: 64,
        words: [
            "now", "earliest", "latest", "-2h", "+90m", "T", "Z", "+02:00", "2022-09-22", "12:00:00.123", "ms", "w",
        ],
        seeds: {
            [
                "2022-09-22T12:00Z", "2022-09-22T12:00:00.123+02:00", "2022-09-22 12:00", "2022-09-22", "now", "-2h30m",
                "+7d", "earliest", "latest", "1663840800000", "1663840800", "0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999999Z", "2024-02-29t23:59:59z", "-9223372036854775807ms", "1w2d3h4m5s6ms",
            ].map { Array($0.utf8) }
        }
    ) { bytes in
        let text = FuzzInput(bytes).text
        for side in [TimeExpression.Side.from, .to] {
            for start in [nil, now, Int64.max - 1] {
                let contexts = [
                    TimeExpression.Context(now: now, start: start),
                    TimeExpression.Context(now: .min, start: start, zoneName: "Z") { [$0.epochMilliseconds] },
                ]
                for context in contexts {
                    guard let time = try? TimeExpression.parse(text, side, in: context) else { continue }
                    try check(time)
                }
            }
        }
        if let span = DurationText.milliseconds(text) {
            let short = DurationText.short(milliseconds: span)
            try hold(DurationText.milliseconds(short) == span, "\(text) is \(span) ms, which is written \(short)")
        }
        if let time = RFC3339.parse(bytes), let nanoseconds = time.count(of: .nanosecond) {
            let written = RFC3339.string(nanoseconds, .nanosecond)
            try hold(RFC3339.parse(written) == time, "\(text) is written \(written)")
        }
    }

    private static func check(_ time: Int64) throws {
        let written = CivilTime.rfc3339(epochMilliseconds: time)
        // Years of four digits only can be written and read.
        guard (-62_135_596_800_000..<253_402_300_800_000).contains(time) else { return }
        let again = try? TimeExpression.parse(written, .from, in: .init(now: 0))
        try hold(again == time, "\(time) is written \(written)")
    }
}
