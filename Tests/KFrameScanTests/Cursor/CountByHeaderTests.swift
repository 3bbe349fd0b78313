import KFrameScan
import KafkaRecords
import NIOCore
import TestSupport
import Testing

/// Counting by headers alone says what looking at every record says, or is not done.
@Suite struct CountByHeaderTests {
    /// Batches of every sort that a log may hold.
    private static func log(_ seed: UInt64) throws -> LogMaker {
        var random = SplitMix64(seed: seed)
        var maker = LogMaker(from: 3)
        for _ in 0..<40 {
            if random.below(6) == 0 { maker.gap(Int64(1 + random.below(4))) }
            let times = (0...random.below(5)).map { _ in random.below(9) == 0 ? -1 : Int64(random.below(100)) }
            switch random.below(9) {
            case 0: try maker.emptied(span: 3)
            case 1: try maker.marker(.commit, producer: 4, timestamp: Int64(random.below(200)))
            case 2: try maker.records(times, codec: .zstd, appendTime: Int64(random.below(100)))
            case 3: try maker.records(times, deltas: times.indices.map { Int32($0 * 2 + 1) }, lastDelta: 14)
            case 4: try maker.records(times, codec: .gzip, horizon: 50)
            default: try maker.records(times, codec: .lz4)
            }
        }
        return maker
    }

    private static func step(
        _ maker: LogMaker, _ range: TimeRange, from start: Int64, to end: Int64
    ) throws -> PartitionCursor.Step {
        var cursor = PartitionCursor(plan: .offsets(start, end), range: range)
        var aborted = AbortedTransactions([])
        return try #require(try cursor.advance(over: maker.bytes, dropping: &aborted))
    }

    @Test("the counts are those of looking at every record, whatever the batches, the range and the offsets")
    func same() throws {
        var counted: Int64 = 0
        for seed in UInt64(1)...40 {
            let maker = try Self.log(seed)
            var random = SplitMix64(seed: seed &+ 1_000)
            for range in [
                TimeRange(from: nil, to: nil), TimeRange(from: nil, to: 60), TimeRange(from: 20, to: nil),
                TimeRange(from: 10, to: 90), TimeRange(from: nil, to: 1_000), TimeRange(from: 0, to: 1_000),
                TimeRange(from: -1, to: nil),
            ] {
                let start = Int64(random.below(10))
                let end = maker.nextOffset - Int64(random.below(10))
                let batches = try Self.step(maker, range, from: start, to: end).batches
                var selector = RecordSelector()
                try selector.select(batches, in: range)
                var expected = selector.counts
                expected.delivered = Int64(selector.rows.count)
                expected.late = Int64(selector.lateRows.count)
                expected.greatestLateness = selector.lateRows.map(\.lateness).max()
                let times = selector.rows.map(\.timestamp).filter { $0 != -1 }
                (expected.lowestTimestamp, expected.highestTimestamp) = (times.min(), times.max())

                try selector.count(batches, in: range, isHeaderEnough: false)
                #expect(selector.counts == expected && selector.rows.isEmpty)

                try selector.count(batches, in: range, isHeaderEnough: true)
                var found = selector.counts
                #expect(found.batchesRead + found.batchesCounted == expected.batchesRead)
                counted += found.batchesCounted
                // What only a look at the records tells.
                (found.batchesRead, found.batchesCounted) = (expected.batchesRead, 0)
                found.greatestDisorder = expected.greatestDisorder
                (found.lowestTimestamp, found.highestTimestamp) = (expected.lowestTimestamp, expected.highestTimestamp)
                #expect(found == expected, "seed \(seed), \(range)")
            }
        }
        #expect(counted > 1_000)
    }

    @Test("without a lower bound the records are not unpacked; the checksum is verified all the same")
    func unread() throws {
        var maker = LogMaker()
        try maker.records([5, 6, 7], codec: .lz4)
        let raw = maker.batches[0]
        // A payload that cannot be unpacked, with the checksum it has.
        var bytes = ByteBuffer(bytes: Array(raw.bytes.readableBytesView))
        bytes.setInteger(UInt32(0xDEAD_BEEF), at: RecordBatchHeader.sizeOfMagic2)
        let crc = bytes.withUnsafeReadableBytes { CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[21...])) }
        bytes.setInteger(crc, at: 17)
        for (range, isEnough, isCounted) in [
            (TimeRange(from: nil, to: nil), true, true), (TimeRange(from: nil, to: 8), true, true),
            (TimeRange(from: nil, to: 7), true, false), (TimeRange(from: 5, to: nil), true, false),
            (TimeRange(from: nil, to: nil), false, false),
        ] {
            var selector = RecordSelector()
            let batches = try Self.step(
                {
                    var one = LogMaker(); one.add(RawRecordBatch(header: raw.header, bytes: bytes)); return one
                }(),
                TimeRange(from: nil, to: nil), from: 0, to: 3
            ).batches
            // The cursor reads the header anew from the bytes.
            if isCounted {
                try selector.count(batches, in: range, isHeaderEnough: isEnough)
                #expect(selector.counts.delivered == 3 && selector.counts.batchesCounted == 1)
            } else {
                #expect(throws: RecordError.self) {
                    try selector.count(batches, in: range, isHeaderEnough: isEnough)
                }
            }
        }
        var selector = RecordSelector()
        var damaged = LogMaker()
        damaged.add(raw.damaged())
        let batches = try Self.step(damaged, TimeRange(from: nil, to: nil), from: 0, to: 3).batches
        #expect(throws: RecordError.self) {
            try selector.count(batches, in: TimeRange(from: nil, to: nil), isHeaderEnough: true)
        }
    }

    @Test("after a record past the range's end a batch is looked at: its records came late")
    func late() throws {
        var maker = LogMaker()
        try maker.records([10, 90])
        try maker.records([20, 30])
        try maker.records([40], appendTime: 40)
        let range = TimeRange(from: nil, to: 50)
        let batches = try Self.step(maker, range, from: 0, to: 5).batches
        var selector = RecordSelector()
        try selector.count(batches, in: range, isHeaderEnough: true)
        #expect(selector.counts.delivered == 4 && selector.counts.late == 2 && selector.counts.greatestLateness == 70)
        #expect(selector.counts.batchesCounted == 1, "of append times none is late")
    }
}
