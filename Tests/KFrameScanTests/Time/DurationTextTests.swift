import KFrameScan
import TestSupport
import Testing

@Suite struct DurationTextTests {
    @Test(
        "durations as people write them",
        arguments: [
            ("0s", 0), ("1ms", 1), ("250ms", 250), ("90s", 90_000), ("10m", 600_000), ("10min", 600_000),
            ("2h", 7_200_000),
            ("7d", 604_800_000), ("1w", 604_800_000), ("1h30m", 5_400_000), ("1d2h3m4s5ms", 93_784_005),
            ("2H", 7_200_000),
            ("5sec", 5_000), ("1m1m", 120_000), ("007s", 7_000), ("9223372036854775807ms", Int64.max),
        ])
    func taken(_ text: String, _ expected: Int64) {
        #expect(DurationText.milliseconds(text) == expected)
    }

    @Test(
        "what is no duration",
        arguments: [
            "", "h", "2", "-2h", "+2h", "2x", "1.5h", "1 h", "1h 30m", "2hm", "９h", "1h30", "9223372036854775808ms",
            "9223372036854775807d", "106751991168d", "9223372036854775807ms1ms",
        ])
    func refused(_ text: String) {
        #expect(DurationText.milliseconds(text) == nil)
    }

    @Test("the shortest spelling is read back as the same")
    func roundTrip() {
        #expect(DurationText.short(milliseconds: 0) == "0s")
        #expect(DurationText.short(milliseconds: 600_000) == "10m")
        #expect(DurationText.short(milliseconds: 5_400_000) == "1h30m")
        #expect(DurationText.short(milliseconds: 250) == "250ms")
        #expect(DurationText.short(milliseconds: -90_000) == "-1m30s")
        #expect(DurationText.short(milliseconds: .min).hasPrefix("-106751991167d"))
        var random = SplitMix64(seed: 3)
        for _ in 0..<2_000 {
            let milliseconds = Int64(bitPattern: random.next() >> UInt64(1 + random.below(62)))
            #expect(DurationText.milliseconds(DurationText.short(milliseconds: milliseconds)) == milliseconds)
        }
    }
}
