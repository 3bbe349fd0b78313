import KFrameScan
import KafkaRecords
import NIOCore

/// One partition in memory, that answers as a broker's does: look-ups by its records, fetches by its batches.
struct ScriptedLog: Sendable {
    var batches: [RawRecordBatch]
    var logStart: Int64
    var highWatermark: Int64
    /// Nil where it is the high watermark.
    var lastStable: Int64?
    var aborted: [AbortedTransaction] = []
    var leader: Int32
    /// Whether the first batch is given whole however small the limit is, as brokers since 0.10.1 do.
    var givesFirstBatchWhole = true
    /// Whether an empty answer says that nothing is left, as that of a directory of files does.
    var vouchesForEnd = true

    init(_ maker: LogMaker, logStart: Int64? = nil, leader: Int32 = 0) {
        batches = maker.batches
        self.logStart = logStart ?? maker.batches.first?.header.baseOffset ?? maker.nextOffset
        highWatermark = maker.nextOffset
        self.leader = leader
    }

    /// A log of `count` records, a second apart, ten to a batch.
    static func plain(
        _ count: Int, from start: Int64 = 0, leader: Int32 = 0, valueBytes: Int = 0, perBatch: Int = 10
    ) throws -> ScriptedLog {
        var maker = LogMaker()
        var index = 0
        while index < count {
            let size = min(perBatch, count - index)
            try maker.records((0..<size).map { start + Int64(index + $0) * 1_000 }, valueBytes: valueBytes)
            index += size
        }
        return ScriptedLog(maker, leader: leader)
    }

    var byteCount: Int { batches.reduce(0) { $0 + $1.bytes.readableBytes } }

    /// Every record below the high watermark, markers included.
    func records() throws -> [RecordSlice] {
        let decoder = BatchDecoder()
        return try batches.flatMap { try decoder.decode($0).records }.filter {
            $0.offset >= logStart && $0.offset < highWatermark
        }
    }

    /// From the batch that holds the offset on, the last one cut where `maxBytes` ends.
    func read(from offset: Int64, maxBytes: Int) -> ByteBuffer {
        var bytes = ByteBuffer()
        var limit = max(0, maxBytes)
        for batch in batches where batch.header.nextOffset > offset && batch.header.baseOffset < highWatermark {
            if bytes.readableBytes == 0, givesFirstBatchWhole { limit = max(limit, batch.bytes.readableBytes) }
            let room = limit - bytes.readableBytes
            guard room > 0 else { break }
            let count = min(room, batch.bytes.readableBytes)
            bytes.writeImmutableBuffer(batch.bytes.getSlice(at: batch.bytes.readerIndex, length: count) ?? ByteBuffer())
        }
        return bytes
    }

    /// A plan that reads all of it.
    func plan(_ partition: Int32) -> PartitionPlan {
        let end = lastStable ?? highWatermark
        return PartitionPlan(
            partition: partition, leader: leader, logStart: logStart, highWatermark: highWatermark,
            lastStable: lastStable,
            start: min(logStart, end), end: end, startReason: .logStart, endReason: .snapshot, snapshotEnd: end)
    }
}
