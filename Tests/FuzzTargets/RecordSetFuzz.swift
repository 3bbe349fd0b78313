import GoldenData
import KafkaRecords
import NIOCore

/// Record sets as a Fetch answer or a log file holds them: all formats, all codecs.
enum RecordSetFuzz {
    static let target = FuzzTarget("records", maximumLength: 4096, seeds: seeds) { bytes in
        var input = FuzzInput(bytes)
        var set = Array(FuzzInput(bytes).rest.dropFirst())
        // Nothing gets past a checksum by chance: mostly they are put right.
        if input.byte() & 1 == 0 { Checksums.mend(&set) }
        try RecordChecks.check(ByteBuffer(bytes: set))
    }

    static let seeds: @Sendable () throws -> [[UInt8]] = {
        var sets = try CorruptCase.all().map { try $0.logBytes() }
        sets += try GoldenFiles.names(in: "legacy").filter { $0.hasSuffix(".bin") }
            .map { try GoldenFiles.bytes("legacy/\($0)") }
        sets += try GoldenLogs.segments().map { Array($0.prefix(3000)) }
        return sets.filter { $0.count < 32 << 10 }.map { [0] + $0 }
    }
}

/// The `.log` files of the golden data.
enum GoldenLogs {
    static func segments() throws -> [[UInt8]] {
        try GoldenFiles.names(in: "log").filter { $0.contains("-") && !$0.contains("checkpoint") }
            .flatMap { partition in
                try GoldenFiles.names(in: "log/\(partition)").filter { $0.hasSuffix(".log") }.prefix(2)
                    .map { try GoldenFiles.bytes("log/\(partition)/\($0)") }
            }
            .filter { !$0.isEmpty }
    }

    /// Batches of the golden data, cut out of their files.
    static func batches() throws -> [RawRecordBatch] {
        try segments().flatMap { segment in
            var batches: [RawRecordBatch] = []
            var iterator = RecordBatchIterator(ByteBuffer(bytes: segment))
            while let batch = try? iterator.next() { batches.append(batch) }
            return batches
        }
    }
}
