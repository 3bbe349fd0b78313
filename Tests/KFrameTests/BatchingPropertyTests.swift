import KFrame
import KFrameScan
import KafkaRecords
import Testing

/// Nothing that a read answers depends on how the log is cut into record batches, segments, fetches or jobs, or on how
/// many workers there are.
@Suite struct BatchingPropertyTests {
    /// Events of every sort, in two partitions; deterministic by seed.
    static func records(_ seed: UInt64, count: Int) -> [TestRecord] {
        var random = SplitMix(state: seed)
        return (0..<count).map { index in
            let value = value(&random, index)
            var record = TestRecord(
                value, partition: Int32(random.below(2)), at: TestRecord.noon + Int64(random.below(600_000)),
                key: random.below(3) == 0 ? nil : [UInt8(0x61 + random.below(4))])
            if random.below(12) == 0 { record.headers = [RecordHeader(name: [0x68], value: nil)] }
            if random.below(40) == 0 { record.key = [0xFF] }
            return record
        }
    }

    private static func value(_ random: inout SplitMix, _ index: Int) -> [UInt8]? {
        switch random.below(20) {
        case 0: return nil
        case 1: return Array("broken".utf8)
        case 2: return [0, 0, 0, 0, 9] + Array(#"{"framed":\#(index)}"#.utf8)
        case 3: return Array("[\(index)]".utf8)
        default: break
        }
        let scalars = [
            "1", "2.5", #""text""#, "null", "true", "[1,2]", #"["a"]"#, "{}", #""2022-09-22T12:00:00Z""#, "1e400",
        ]
        var fields: [String] = []
        for _ in 0...random.below(5) {
            let name = "f\(random.below(12))"
            if random.below(4) == 0 {
                fields.append(#""\#(name)":{"x":\#(scalars[random.below(3)]),"y":{"z":\#(index)}}"#)
            } else {
                fields.append(#""\#(name)":\#(scalars[random.below(random.below(2) == 0 ? 2 : scalars.count)])"#)
            }
        }
        return Array("{\(fields.joined(separator: ","))}".utf8)
    }

    /// Ways to read the same.
    static func variants(_ seed: UInt64) -> [(
        batching: TestLog.Batching, codec: CompressionCodec, segmentBytes: Int, limits: ReadLimits
    )] {
        var random = SplitMix(state: seed &* 31)
        return (0..<4).map { index in
            var limits = ReadLimits()
            limits.workerCount = 1 + random.below(4)
            limits.recordsPerJob = 1 + random.below(60)
            limits.unpackedBytes = 1 + random.below(4_000)
            limits.columnBytes = 16 + random.below(2_000)
            for kind in [\ReadLimits.frame, \ReadLimits.stream] {
                limits[keyPath: kind].firstBytes = 1 + random.below(3_000)
                limits[keyPath: kind].partitionBytes = 1_000 + random.below(10_000)
                limits[keyPath: kind].fetchBytes = 1_000 + random.below(20_000)
                limits[keyPath: kind].readAheadBytes = 4_000 + random.below(100_000)
            }
            let codecs: [CompressionCodec] = [.none, .gzip, .lz4, .zstd]
            return (
                .random(SplitMix(state: seed &+ UInt64(index)), upTo: 1 + random.below(40)), codecs[random.below(4)],
                [1 << 30, 4_000][random.below(2)], limits
            )
        }
    }

    static let questions: [@Sendable (inout ReadOptions) -> Void] = [
        { _ in }, { $0.filter = "f1 >= 1 OR f2.x = 'text'" }, { $0.onError = .skip },
        {
            $0.columns = ["f3", "_offset", "f2"]
            $0.filter = "f3 IS NOT NULL"
        },
        { $0.order = .time },
        {
            $0.order = .time
            $0.limit = 41
        },
        { $0.limit = 73 }, { $0.values = .bytes }, { $0.filter = "_key = 'a' AND _offset > 20" },
    ]

    @Test(
        "the same records in any batching give the same schema, rows and receipt sums",
        arguments: [1, 2, 3, 4] as [UInt64],
        questions.indices)
    func frames(_ seed: UInt64, _ question: Int) async throws {
        var options = ReadOptions()
        Self.questions[question](&options)
        let records = Self.records(seed, count: 160)
        let plain = try await TestLog(records, batching: .one).frame(options)
        #expect(plain.count > 0)
        for variant in Self.variants(seed) {
            let log = try TestLog()
            try log.write(
                "t", partitions: 2, records, batching: variant.batching, codec: variant.codec,
                segmentBytes: variant.segmentBytes)
            let frame = try await log.frame(options, limits: variant.limits)
            #expect(frame.allFields == plain.allFields)
            #expect(frame.allRows == plain.allRows)
            #expect(frame.receipt.sums == plain.receipt.sums)
            #expect(frame.receipt.notes == plain.receipt.notes)
            #expect(frame.receipt.partitions.map(\.end) == plain.receipt.partitions.map(\.end))
        }
    }
}

extension ReadReceipt {
    /// What became of the offsets of each partition; not how many batches that took.
    var sums: [ScanCounts] {
        receipt.partitions.map(\.counts).map { counts in
            var counts = counts
            counts.batchesRead = 0
            counts.batchesPruned = 0
            counts.batchesCounted = 0
            // Known only of batches that had to be looked into.
            counts.greatestDisorder = nil
            return counts
        }
    }
}
