import KFrame
import KFrameScan
import KafkaRecords
import Testing

/// Columns whose text would be more than one batch can hold, and values that unpack to much more than they came in.
@Suite struct PieceTests {
    /// 64 values of about 1 KB, all in one record batch.
    static let records = (0..<64).map { index in
        TestRecord(
            #"{"n":\#(index),"text":"\#(String(repeating: Character(UnicodeScalar(0x61 + UInt8(index % 26))), count: 1_000))"}"#,
            at: TestRecord.noon - Int64(index))
    }

    @Test(
        "a column's text is cut into several batches, of a frame, of one in order of time and of a stream",
        arguments: [1, 900, 1_500, 10_000])
    func columnBytes(_ bytes: Int) async throws {
        var limits = ReadLimits()
        limits.columnBytes = bytes
        let log = try TestLog(Self.records, batching: .one)
        let plain = try await log.frame()
        let cut = try await log.frame(ReadOptions(), limits: limits)
        #expect(cut.allRows == plain.allRows)
        #expect(cut.batches.count >= min(64, 64_000 / max(1_000, bytes)))
        let stream = try await log.stream(limits: limits)
        #expect(stream.rows(without: "_rest") == plain.allRows)
        #expect(stream.batches.count >= min(64, 64_000 / max(1_000, bytes)))
        var options = ReadOptions()
        options.order = .time
        #expect(try await log.frame(options, limits: limits)["n"]?.ints == (0..<64).reversed().map { Int64($0) })
    }

    @Test("text that goes to _rest is cut too")
    func rest() async throws {
        var limits = ReadLimits()
        limits.columnBytes = 3_000
        limits.schemaRows = 1
        let log = try TestLog([TestRecord("{}")] + Self.records, batching: .one)
        let stream = try await log.stream(limits: limits)
        #expect(stream.column("_rest").count == 65)
        #expect(stream.batches.count >= 32)
    }

    @Test("P42 batches that unpack to a lot are decoded a few at a time, with the same rows and counts")
    func unpacked() async throws {
        let log = try TestLog(Self.records, batching: .records(4), codec: .zstd)
        let plain = try await log.frame()
        for bytes in [1, 5_000, 9_000] {
            var limits = ReadLimits()
            limits.unpackedBytes = bytes
            let frame = try await log.frame(ReadOptions(), limits: limits)
            #expect(frame.allRows == plain.allRows)
            #expect(frame.receipt.sums == plain.receipt.sums)
            #expect(frame.batches.count >= 64 / 4 / max(1, bytes / 4_000 + 1))
            for limit in [1, 4, 5, 63] {
                var options = ReadOptions()
                options.limit = limit
                options.filter = "n != 2"
                let some = try await log.frame(options, limits: limits)
                #expect(some["n"]?.ints == plain["n"]?.ints?.filter { $0 != 2 }.prefix(limit).map { $0 })
                #expect(some.receipt.total.filtered == (limit > 2 ? 1 : 0))
            }
        }
    }

    @Test("a job is closed by its records, or by its bytes once it has a good number of records, or by very many bytes")
    func jobs() {
        let limits = ReadLimits()
        #expect(limits.isJobFull(records: limits.recordsPerJob, bytes: 1))
        #expect(!limits.isJobFull(records: limits.recordsPerJob - 1, bytes: limits.bytesPerJob - 1))
        #expect(limits.isJobFull(records: limits.recordsPerJob / 2, bytes: limits.bytesPerJob))
        #expect(!limits.isJobFull(records: limits.recordsPerJob / 2 - 1, bytes: limits.mostBytesPerJob - 1))
        #expect(limits.isJobFull(records: 1, bytes: limits.mostBytesPerJob))
        // Larger for frames, whose batches they become, and where a byte search leaves few rows.
        let frame = limits.forJobs(isSifted: false, ofFrame: true)
        let sifted = limits.forJobs(isSifted: true, ofFrame: true)
        #expect(limits.forJobs(isSifted: false, ofFrame: false).recordsPerJob == limits.recordsPerJob)
        #expect(frame.recordsPerJob > limits.recordsPerJob && frame.bytesPerJob > limits.bytesPerJob)
        #expect(sifted.recordsPerJob > frame.recordsPerJob && sifted.mostBytesPerJob >= sifted.bytesPerJob)
    }
}
