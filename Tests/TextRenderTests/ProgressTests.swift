import Synchronization
import Testing

@testable import TextRender

@Suite("The progress bar")
struct ProgressTests {
    private let line = ProgressLine(
        done: 500_000, total: 1_000_000, rows: 480_000, bytes: 493_000_000, elapsed: .milliseconds(500))

    @Test func saysHowFarHowFastAndHowLong() {
        #expect(
            line.text(width: 100, style: .plain)
                == "████████████████████░░░░░░░░░░░░░░░░░░░░  50 %  ETA 500 ms  1.00 M rec/s  986 MB/s  480,000 rows")
        #expect(line.text(width: 44, style: .ascii) == "[####.....]  50 %  ETA 500 ms  1.00 M rec/s")
    }

    @Test("a narrow terminal gets less of it, never more than fits", arguments: 1...120)
    func fits(width: Int) {
        for style in [TerminalStyle.plain, .ascii] {
            for done in [0, 1, 333_333, 999_999, 1_000_000, 2_000_000] as [Int64] {
                var line = line
                line.done = done
                #expect(DisplayWidth.of(line.text(width: width, style: style)) <= width)
            }
        }
    }

    @Test func beginsWithoutAnEstimate() {
        let text = ProgressLine(total: 10).text(width: 80, style: .plain)
        #expect(text.contains("0 %  ETA ?"))
        #expect(ProgressLine(total: 0).text(width: 80, style: .plain).contains("100 %"))
    }

    @Test("draws at most ten times a second, and not at all for what is over at once")
    func rate() {
        let written = Written()
        let start = ContinuousClock.now
        let bar = ProgressBar(style: .plain, started: start, width: { 80 }, write: written.append)
        for millisecond in 0..<1_250 {
            bar.update(line, at: start + .milliseconds(millisecond))
        }
        #expect(written.texts.count == 10)
        #expect(written.texts.allSatisfy { $0.hasPrefix("\r\u{1B}[2K") && !$0.contains("\n") })
        bar.finish()
        #expect(written.texts.last == "\r\u{1B}[2K")
        bar.update(line, at: start + .seconds(5))
        #expect(written.texts.count == 11)
    }

    @Test func aShortReadDrawsNothing() {
        let written = Written()
        let start = ContinuousClock.now
        let bar = ProgressBar(style: .plain, started: start, width: { 80 }, write: written.append)
        bar.update(line, at: start + .milliseconds(100))
        bar.finish()
        #expect(written.texts.isEmpty)
    }
}

/// What a bar wrote.
private final class Written: Sendable {
    private let storage = Mutex<[String]>([])
    var texts: [String] { storage.withLock { $0 } }
    func append(_ text: String) { storage.withLock { $0.append(text) } }
}
