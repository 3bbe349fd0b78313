import GoldenData
import KFrameScan
import KafkaRecords
import KafkaWire
import TestSupport
import Testing

/// Damaged logs, through the whole scan: a plan over the directory, fetches, the cursor, the selector.
@Suite(.timeLimit(.minutes(15))) struct CorruptLogScanTests {
    private struct Outcome {
        var offsets: [Int64] = []
        var error: (any Error)?

        /// What an error says of the place: partition, offset.
        var place: (partition: Int32?, offset: Int64?) {
            switch error {
            case let error as ScanError: (error.partition, error.offset)
            // The selector works on one partition's batches: whoever drives it knows which.
            case let error as RecordError: (0, error.offset)
            default: (nil, nil)
            }
        }
    }

    private func read(_ directory: TemporaryDirectory, range: TimeRange = TimeRange(from: nil, to: nil)) async
        -> Outcome
    {
        var outcome = Outcome()
        do {
            let source = try LogDirectorySource(path: directory.path)
            let question = ScanPlanner.Question(topic: "damaged", range: range, isolation: .readCommitted)
            let plan = try await ScanPlanner(source: source, now: { 0 }).plan(question)
            var limits = FetchScheduler.Limits()
            limits.largestBatchBytes = 8 << 20
            let drain = try await ScanDrain.run(
                source, plan, .planOrder, limits, decompression: DecompressionLimit(bytesPerBatch: 64 << 20))
            outcome.offsets = drain.rows.flatMap { $0.map(\.offset) }
        } catch {
            outcome.error = error
        }
        return outcome
    }

    @Test("as each must be read", arguments: try CorruptCase.all())
    func each(_ corrupt: CorruptCase) async throws {
        let directory = try TemporaryDirectory()
        if corrupt.isDirectory {
            try directory.copy(GoldenFiles.path(corrupt.file), to: "damaged-0")
        } else {
            try directory.write(try corrupt.logBytes(), to: "damaged-0/00000000000000000000.log")
        }
        let outcome = await read(directory)
        let good = corrupt.goodRecordsBefore
        let errorIsRight =
            outcome.error != nil && outcome.place.partition == 0 && outcome.place.offset == corrupt.faultOffset
        switch corrupt.must {
        case .read:
            #expect(outcome.error == nil, "\(corrupt.fault)")
            #expect(outcome.offsets.count == corrupt.apacheRecords ?? 85, "\(corrupt.fault)")
        case .error, .bounded:
            #expect(errorIsRight, "\(corrupt.fault): \(outcome)")
        case .endOrError:
            #expect(outcome.error == nil && outcome.offsets.count == good, "\(corrupt.fault): \(outcome)")
        case .errorOrRead, .readOrError, .errorOrClamp:
            let isRead = outcome.error == nil && [9, corrupt.apacheRecords].contains(outcome.offsets.count)
            #expect(errorIsRight || isRead, "\(corrupt.fault): \(outcome)")
        }
        // Another look, at a range that prunes by headers: it must end too, in rows or in an error.
        _ = await read(directory, range: TimeRange(from: 1 << 50, to: nil))
    }
}
