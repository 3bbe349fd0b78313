import GoldenData
import KafkaLog
import KafkaRecords
import KafkaWire
import NIOCore
import TestSupport
import Testing

@Suite("Damaged logs")
struct CorruptLogTests {
    /// What reading a whole log came to.
    private struct Outcome {
        var offsets: [Int64] = []
        var error: (any Error)?
        var faultOffset: Int64? {
            switch error {
            case let error as LogError: error.offset
            case let error as RecordError: error.offset
            default: nil
            }
        }
    }

    private func readAll(_ directory: String, limit: DecompressionLimit = .standard) -> Outcome {
        var outcome = Outcome()
        do {
            let log = try LogDirectory(path: directory).partition("damaged", 0)
            let decoder = BatchDecoder(limit: limit)
            for batch in try GoldenLog.batches(of: log, maxBytes: 1 << 20) {
                let records = try decoder.decode(batch).records
                if !batch.header.isControl { outcome.offsets += records.map(\.offset) }
            }
        } catch {
            outcome.error = error
        }
        return outcome
    }

    @Test("a damaged newest segment", arguments: try CorruptCase.all().filter { !$0.isDirectory })
    func newestSegment(of corrupt: CorruptCase) throws {
        let directory = try TemporaryDirectory()
        try directory.write(try corrupt.logBytes(), to: "damaged-0/00000000000000000000.log")
        let outcome = readAll(directory.path, limit: DecompressionLimit(bytesPerBatch: 128 << 20))
        switch corrupt.must {
        case .read:
            #expect(outcome.error == nil)
            #expect(outcome.offsets.count == corrupt.apacheRecords)
        case .error, .bounded:
            #expect(outcome.error != nil)
            #expect(outcome.faultOffset == corrupt.faultOffset)
            #expect(outcome.offsets.count <= corrupt.goodRecordsBefore)
        case .endOrError:
            #expect(outcome.error == nil)
            #expect(outcome.offsets.count == corrupt.goodRecordsBefore)
        case .errorOrRead, .readOrError, .errorOrClamp:
            if outcome.error != nil {
                #expect(outcome.faultOffset == corrupt.faultOffset)
                #expect(outcome.offsets.count <= corrupt.goodRecordsBefore)
            } else {
                // Where Apache Kafka gives up, reading all nine is the other answer.
                #expect(outcome.offsets.count == 9 || outcome.offsets.count == corrupt.apacheRecords)
            }
        }
    }

    @Test(
        "a torn tail is an error in any segment but the newest",
        arguments: try CorruptCase.all().filter { $0.must == .endOrError })
    func olderSegment(of corrupt: CorruptCase) throws {
        let directory = try TemporaryDirectory()
        try directory.write(try corrupt.logBytes(), to: "damaged-0/00000000000000000000.log")
        try directory.write([], to: "damaged-0/00000000000000000100.log")
        let outcome = readAll(directory.path)
        let error = try #require(outcome.error as? LogError)
        #expect(error.code == .corrupt)
        #expect(error.place.topic == "damaged")
        #expect(error.place.partition == 0)
        #expect(error.place.file == directory.path("damaged-0/00000000000000000000.log"))
        #expect(error.offset == Int64(corrupt.goodRecordsBefore))
    }

    @Test(
        "no header fault crashes or hangs the look-ups either",
        arguments: try CorruptCase.all().filter { !$0.isDirectory })
    func lookUps(of corrupt: CorruptCase) throws {
        let directory = try TemporaryDirectory()
        try directory.write(try corrupt.logBytes(), to: "damaged-0/00000000000000000000.log")
        guard let log = try? LogDirectory(path: directory.path).partition("damaged", 0) else { return }
        for timestamp in [SpecialTimestamp.maxTimestamp, SpecialTimestamp.latest, 0, 1_663_840_800_000, .max, .min] {
            _ = try? log.offset(forTimestamp: timestamp, isolation: .readCommitted)
        }
        _ = try? log.abortedTransactions(from: .min, to: .max)
    }

    @Test("segments that overlap are an error")
    func overlap() throws {
        let directory = try TemporaryDirectory()
        try directory.write(try GoldenFiles.bytes("corrupt/00-good.log"), to: "damaged-0/00000000000000000000.log")
        try directory.write([], to: "damaged-0/00000000000000000004.log")
        #expect((readAll(directory.path).error as? LogError)?.code == .corrupt)
    }

    @Test("index files are never believed", arguments: try CorruptCase.all().filter(\.isDirectory))
    func indexes(of corrupt: CorruptCase) throws {
        let directory = try TemporaryDirectory()
        try directory.copy(GoldenFiles.path(corrupt.file), to: "damaged-0")
        let outcome = readAll(directory.path)
        #expect(outcome.error == nil)
        #expect(outcome.offsets == Array(0..<85))
        let log = try LogDirectory(path: directory.path).partition("damaged", 0)
        let golden = try GoldenLog.directory().partition("unclosed", 0)
        for probe in try ExpectedOffsets.load(topic: "unclosed").forTimes where probe.offsets[0] ?? -1 < 85 {
            let listed = try log.offset(forTimestamp: probe.timestamp)
            let expected = try golden.offset(forTimestamp: probe.timestamp)
            #expect(listed.offset == expected.offset && listed.timestamp == expected.timestamp)
        }
    }

    @Test("message formats 0 and 1", arguments: try LegacyCase.all())
    func legacy(of legacy: LegacyCase) throws {
        let directory = try TemporaryDirectory()
        let first = try #require(legacy.records.first).offset
        let digits = String(first)
        try directory.write(
            legacy.bytes, to: "damaged-0/" + String(repeating: "0", count: 20 - digits.count) + digits + ".log")
        let outcome = readAll(directory.path)
        #expect(outcome.error == nil)
        #expect(outcome.offsets == legacy.records.map(\.offset))
    }
}
