import Testing

@testable import TextRender

@Suite("Numbers as people read them")
struct HumanFormatTests {
    @Test(arguments: [
        (0, "0"), (7, "7"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"),
        (Int.max, "9,223,372,036,854,775,807"),
        (Int.min, "-9,223,372,036,854,775,808"),
    ])
    func counts(number: Int, text: String) {
        #expect(HumanFormat.count(number) == text)
    }

    @Test func countedNouns() {
        #expect(HumanFormat.counted(1, "row") == "1 row")
        #expect(HumanFormat.counted(0, "row") == "0 rows")
        #expect(HumanFormat.counted(2_000, "row") == "2,000 rows")
    }

    @Test(arguments: [
        (0.0, "0 B"), (1, "1 B"), (999, "999 B"), (999.6, "1.00 kB"), (1_000, "1.00 kB"), (12_345, "12.3 kB"),
        (986_000_000, "986 MB"),
        (999_999_999, "1.00 GB"), (9_996, "10.0 kB"), (1.5e21, "1500 EB"),
    ])
    func bytes(number: Double, text: String) {
        #expect(HumanFormat.bytes(number) == text)
    }

    @Test(arguments: [(0.0, "0"), (12, "12"), (1_230_000, "1.23 M"), (45_600, "45.6 k"), (-2_500, "-2.50 k")])
    func shorts(number: Double, text: String) {
        #expect(HumanFormat.short(number) == text)
    }

    @Test(arguments: [
        (Duration.zero, "0 µs"), (.microseconds(450), "450 µs"), (.milliseconds(1), "1 ms"),
        (.milliseconds(350), "350 ms"),
        (.milliseconds(1_400), "1.4 s"), (.milliseconds(9_949), "9.9 s"), (.milliseconds(9_960), "10 s"),
        (.milliseconds(59_600), "1 min"),
        (.seconds(125), "2 min 5 s"), (.seconds(3_600), "1 h"), (.seconds(3_725), "1 h 2 min"),
        (.seconds(273_600), "3 d 4 h"),
        (.seconds(-90), "-1 min 30 s"),
    ])
    func durations(duration: Duration, text: String) {
        #expect(HumanFormat.duration(duration) == text)
    }

    @Test(arguments: [
        (0, 10, "0 %"), (999, 1_000, "99 %"), (1_000, 1_000, "100 %"), (0, 0, "100 %"), (-5, 10, "0 %"),
        (11, 10, "100 %"),
    ])
    func percents(part: Int64, whole: Int64, text: String) {
        #expect(HumanFormat.percent(part, of: whole) == text)
    }

    @Test func fixedDecimals() {
        #expect(HumanFormat.fixed(0.05, decimals: 1) == "0.1")
        #expect(HumanFormat.fixed(-0.04, decimals: 1) == "0.0")
        #expect(HumanFormat.fixed(-1.25, decimals: 2) == "-1.25")
        #expect(HumanFormat.fixed(3, decimals: 0) == "3")
    }
}
