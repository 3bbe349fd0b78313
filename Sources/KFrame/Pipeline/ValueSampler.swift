import KFrameColumns
import KFrameDecode
import KFrameScan
import KafkaRecords

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

    private var selector = RecordSelector()
    private var bytes: [UInt8] = []
    private var slices: [ValueSlice] = []

    /// Reads on until there are enough values, or the scan is over.
    static func sample(_ scheduler: FetchScheduler, _ plan: ScanPlan) async throws -> Findings {
        var sampler = ValueSampler()
        return try await sampler.run(scheduler, plan)
    }

    private mutating func run(_ scheduler: FetchScheduler, _ plan: ScanPlan) async throws -> Findings {
        var chunks: [ScanChunk] = []
        while slices.count < ValueMode.sampleCount, let chunk = try await scheduler.next() {
            chunks.append(chunk)
            for batch in chunk.step.batches where slices.count < ValueMode.sampleCount {
                try take(batch, plan, chunk.partitionIndex)
            }
        }
        return try bytes.withUnsafeBytes { bytes in
            try slices.withUnsafeBufferPointer { slices in
                let batch = ValueBatch(bytes: bytes, values: slices)
                let mode = ValueMode.detected(in: batch)
                let names = mode == .json ? try JSONColumnDecoder().decode(batch).columns.map(\.name) : []
                return Findings(mode: mode, columnNames: names.filter { !$0.hasPrefix("_") }, chunks: chunks)
            }
        }
    }

    private mutating func take(_ batch: PartitionCursor.SelectedBatch, _ plan: ScanPlan, _ index: Int) throws {
        do {
            try selector.select([batch], in: plan.range)
        } catch {
            let partition = plan.partitions[index].partition
            throw KFrameError(
                .corruptRecords, "\(plan.topic) partition \(partition), \(error.description)", topic: plan.topic,
                partition: partition, offset: error.offset)
        }
        for row in selector.rows where row.hasValue && slices.count < ValueMode.sampleCount {
            slices.append(ValueSlice(start: bytes.count, count: row.valueCount))
            bytes.append(contentsOf: selector.arena.bytes[row.valueStart..<row.valueStart + row.valueCount])
        }
    }
}
