import GoldenData
import KafkaRecords
import NIOCore

/// One partition of the golden log directory, read segment by segment with nothing but the record reader.
struct GoldenPartition: Sendable, CustomStringConvertible {
    let topic: String
    let index: Int32
    /// From the fixture directory: `log/clickstream-0`.
    let directory: String

    var description: String { directory }

    static func all(in log: String = "log") throws -> [GoldenPartition] {
        try GoldenFiles.names(in: log).compactMap { name in
            guard let dash = name.lastIndex(of: "-"), let index = Int32(name[name.index(after: dash)...]) else {
                return nil
            }
            return GoldenPartition(topic: String(name[..<dash]), index: index, directory: "\(log)/\(name)")
        }
    }

    /// The bytes of each segment, in the order of their base offsets.
    func segments() throws -> [[UInt8]] {
        try GoldenFiles.names(in: directory).filter { $0.hasSuffix(".log") }
            .map { try GoldenFiles.bytes("\(directory)/\($0)") }
    }

    func batches() throws -> [RawRecordBatch] {
        try segments().flatMap { segment in
            var iterator = RecordBatchIterator(ByteBuffer(bytes: segment))
            var batches: [RawRecordBatch] = []
            while let batch = try iterator.next() { batches.append(batch) }
            guard iterator.trailingBytesAreZero else { throw GoldenTailError() }
            return batches
        }
    }

    /// All records of the batches that are not dropped, from the log start on.
    func records(_ isDropped: (RecordBatchHeader) -> Bool = { _ in false }) throws -> [ReadRecord] {
        let logStart = try ExpectedOffsets.load(topic: topic).logStart[index] ?? 0
        let decoder = BatchDecoder()
        let arena = RecordArena()
        return try batches().flatMap { batch -> [ReadRecord] in
            arena.reset()
            try decoder.decode(batch, into: arena)
            guard !isDropped(batch.header), !batch.header.isControl else { return [] }
            return arena.records.filter { $0.offset >= logStart }
                .map { ReadRecord($0, in: arena, header: batch.header, partition: index) }
        }
    }

    /// The transactions that the whole partition shows.
    func scan() throws -> AbortedTransactionScan {
        var scan = AbortedTransactionScan()
        let decoder = BatchDecoder()
        for batch in try batches() {
            let controlRecords = batch.header.isControl ? try decoder.decode(batch).controlRecords() : []
            scan.observe(batch.header, controlRecords: controlRecords)
        }
        return scan
    }
}

struct GoldenTailError: Error {}
