import Testing

@testable import TextRender

@Suite("Bar charts over time")
struct TimeChartTests {
    private let labels = (0..<24).map { "\($0 / 12 + 12):\($0 % 12 < 2 ? "0" : "")\($0 % 12 * 5)" }

    @Test func oneSeries() {
        let chart = TimeChart(labels: labels, series: [.init(name: "", counts: (0..<24).map { $0 * 10 })])
        let lines = chart.lines(width: 80, style: .plain)
        #expect(lines.count == 9)
        #expect(lines[0].hasPrefix("230 │"))
        #expect(lines[0].hasSuffix("███"))
        #expect(lines[7].hasPrefix("  0 │   ▃▃▃▆▆▆███"))
        #expect(lines[8].hasPrefix("     12:00"))
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= 80 })
    }

    @Test("each bar has the height of its count, to an eighth of a line")
    func heights() {
        let rows = Bars.rows(Array(0...16), top: 16, height: 2, style: .plain)
        #expect(rows == ["         ▁▂▃▄▅▆▇█", " ▁▂▃▄▅▆▇█████████"])
        #expect(Bars.rows([0, 1, 1_000], top: 1_000, height: 1, style: .plain) == [" ▁█"])
        #expect(Bars.rows([0, 0], top: 0, height: 1, style: .plain) == ["  "])
        #expect(Bars.rows([0, 5, 10], top: 10, height: 2, style: .ascii) == ["  #", " ##"])
    }

    @Test func smallMultiples() {
        let chart = TimeChart(
            labels: labels,
            series: [
                .init(name: "page", counts: Array(repeating: 1_000, count: 24)),
                .init(name: "track", counts: (0..<24).map { $0 % 2 }),
            ])
        let lines = chart.lines(width: 80, style: .plain)
        #expect(lines[2].hasPrefix("page   24,000  ████"))
        #expect(lines[6].hasPrefix("track      12  "))
        #expect(lines[7].contains("12:00"))
        #expect(lines.last?.contains("own scale") == true)
        #expect(chart.lines(width: 80, style: .ascii).allSatisfy { $0.allSatisfy(\.isASCII) })
    }

    @Test("of many groups the largest are drawn, in the order given")
    func manyGroups() {
        let series = (0..<30).map { TimeChart.Series(name: "g\($0)", counts: [$0]) }
        let lines = TimeChart(labels: ["12:00"], series: series).lines(width: 60, style: .plain)
        #expect(lines.contains { $0.hasPrefix("g29 ") })
        #expect(lines.contains { $0.hasPrefix("g10 ") })
        #expect(!lines.contains { $0.hasPrefix("g9 ") })
        #expect(lines.last?.hasSuffix(" … 10 more groups") == true)
    }

    @Test("more intervals than columns are added up, and nothing is lost", arguments: [1, 5, 20, 61, 80, 200, 1_000])
    func merging(available: Int) {
        let counts = (0..<288).map { $0 * 7 % 13 }
        let axis = ChartAxis(labels: counts.map { "\($0)" }, available: available)
        let columns = axis.columns(of: counts)
        #expect(columns.reduce(0, +) == counts.reduce(0, +))
        #expect(axis.stretched(columns).count <= max(available, 1))
    }

    @Test("no line is wider than the terminal", arguments: [8, 20, 40, 80, 132, 300])
    func fits(width: Int) {
        for intervals in [1, 2, 24, 288] {
            for groups in [1, 2, 5, 12] {
                let series = (0..<groups).map {
                    TimeChart.Series(name: "group 東京 \($0)", counts: Array(repeating: $0, count: intervals))
                }
                let labels = (0..<intervals).map { "\(10 + $0 % 12):00" }
                for line in TimeChart(labels: labels, series: series).lines(width: width, style: .plain) {
                    #expect(DisplayWidth.of(line) <= max(width, 18), "\(line)")
                }
            }
        }
    }

    @Test func emptyCharts() {
        #expect(TimeChart(labels: [], series: []).lines(width: 80, style: .plain).count <= 1)
        #expect(
            !TimeChart(labels: ["12:00"], series: [.init(name: "", counts: [0])]).lines(width: 80, style: .plain)
                .isEmpty)
    }
}
