import KFrameColumns
import KFrameDecode
import KFrameScan
import KafkaRecords
import NIOCore

/// Looks at the first values of a read, in plan order, before any row is decoded: to find out what values are, and
/// which columns the events have.
struct ValueSampler: ~Copyable {
    /// What the samples told, and the pieces of the scan that were taken for them.
    struct Findings {
        var mode: ValueMode
        /// The event's columns among the samples.
        var columnNames: [String]
        var chunks: [ScanChunk]
    }

    /// As much is kept where the values are huge, or nothing but null values turns up.
    private static let keptBytes = 64 << 20

    private let plan: ScanPlan
    private var selector = RecordSelector()
    private var bytes: [UInt8] = []
    private var slices: [ValueSlice] = []
    private var keptBytes = 0
    private var isBroken = false

    private init(_ plan: ScanPlan) { self.plan = plan }

    /// Reads on until there are enough values, or the scan is over.
    static func sample(_ scheduler: FetchScheduler, _ plan: ScanPlan) async throws -> Findings {
        var sampler = ValueSampler(plan)
        return try await sampler.run(scheduler)
    }

    private var isFull: Bool {
        isBroken || slices.count >= ValueMode.sampleCount || bytes.count >= Self.keptBytes
            || keptBytes >= Self.keptBytes
    }

    private mutating func run(_ scheduler: FetchScheduler) async throws -> Findings {
        var chunks: [ScanChunk] = []
        while !isFull, let chunk = try await scheduler.next() { chunks.append(look(at: chunk)) }
        return try bytes.withUnsafeBytes { bytes in
            try slices.withUnsafeBufferPointer { slices in
                let batch = ValueBatch(bytes: bytes, values: slices)
                let mode = ValueMode.detected(in: batch)
                let columns = mode == .json ? try JSONColumnDecoder().decode(batch).columns : []
                return Findings(
                    mode: mode, columnNames: columns.map(\.name).filter { OwnColumn(rawValue: $0) == nil },
                    chunks: chunks)
            }
        }
    }

    /// Takes the values of a piece, and gives what is left to be done of it: batches without a row in the answer are
    /// counted here and dropped, so that a long search for the first rows does not fill the memory.
    private mutating func look(at chunk: ScanChunk) -> ScanChunk {
        var chunk = chunk
        var left: [PartitionCursor.SelectedBatch] = []
        var counts = ScanCounts()
        for (place, batch) in chunk.step.batches.enumerated() {
            // Of damaged records whoever does the job tells, unless a limit ends the read before.
            if !isFull, (try? take(batch)) == nil { isBroken = true }
            if isFull {
                var rest = chunk.step.batches[place...]
                rest[place].countsBefore.add(counts)
                chunk.step.batches = left + rest
                return chunk
            }
            counts.add(batch.countsBefore)
            if selector.rows.isEmpty {
                counts.add(selector.counts)
            } else {
                // A slice would keep all that came with the same fetch.
                var batch = batch
                batch.raw = RawRecordBatch(
                    header: batch.raw.header, bytes: batch.raw.bytes.withUnsafeReadableBytes { ByteBuffer(bytes: $0) })
                batch.countsBefore = counts
                counts = ScanCounts()
                keptBytes += batch.raw.header.sizeInBytes
                left.append(batch)
            }
        }
        chunk.step.batches = left
        counts.add(chunk.step.counts)
        chunk.step.counts = counts
        return chunk
    }

    private mutating func take(_ batch: PartitionCursor.SelectedBatch) throws(RecordError) {
        try selector.select([batch], in: plan.range)
        for row in selector.rows where row.hasValue && slices.count < ValueMode.sampleCount {
            slices.append(ValueSlice(start: bytes.count, count: row.valueCount))
            bytes.append(contentsOf: selector.arena.bytes[row.valueStart..<row.valueStart + row.valueCount])
        }
    }
}
