import GoldenData
import KFrameScan
import KafkaRecords
import KafkaWire
import NIOCore
import TestSupport
import Testing

/// Logs of message formats 0 and 1 in a directory of a broker that kept them.
@Suite(.timeLimit(.minutes(15))) struct LegacyLogScanTests {
    private static func wrappersAreTrue(_ legacy: LegacyCase) throws -> Bool {
        var iterator = RecordBatchIterator(ByteBuffer(bytes: legacy.bytes))
        let decoder = BatchDecoder()
        while let batch = try iterator.next() {
            guard try decoder.decode(batch).records.allSatisfy({ $0.timestamp <= batch.header.maxTimestamp }) else {
                return false
            }
        }
        return true
    }

    @Test("P06 all records, and any part of their times", arguments: try LegacyCase.all())
    func all(_ legacy: LegacyCase) async throws {
        let first = try #require(legacy.records.first).offset
        let digits = String(first)
        let directory = try TemporaryDirectory()
        try directory.write(
            legacy.bytes, to: "old-0/" + String(repeating: "0", count: 20 - digits.count) + digits + ".log")
        let source = try LogDirectorySource(path: directory.path)
        var ranges = [TimeRange(from: nil, to: nil)]
        let times = Set(legacy.records.map(\.timestamp)).filter { $0 >= 0 }.sorted()
        // A broker sets a wrapper's timestamp to the largest inside; these were written by a client alone. Where one
        // says less, a look-up by time passes it over, as a broker's does.
        for time in try Self.wrappersAreTrue(legacy) ? times : [] {
            ranges += [
                TimeRange(from: time, to: time + 1), TimeRange(from: time, to: nil), TimeRange(from: nil, to: time),
            ]
        }
        for range in ranges {
            for late in [LatePolicy.exact, .allowance(milliseconds: 0)] {
                let question = ScanPlanner.Question(topic: "old", range: range, late: late)
                let plan = try await ScanPlanner(source: source, now: { 0 }).plan(question)
                let drain = try await ScanDrain.run(source, plan)
                let expected = legacy.records.filter { range.contains($0.timestamp) }
                guard late == .exact else {
                    // Without an allowance late records are not looked for; and none may come that is not inside.
                    #expect(Set(expected.map(\.offset)).isSuperset(of: drain.rows[0].map(\.offset)), "\(range)")
                    continue
                }
                #expect(drain.rows[0].map(\.offset) == expected.map(\.offset), "\(range)")
                #expect(drain.tallies[0].values == expected.map(\.value), "\(range)")
            }
        }
    }
}
