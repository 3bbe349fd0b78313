import GoldenData
import KafkaLog
import KafkaRecords
import KafkaWire
import NIOCore
import TestSupport
import Testing

@Suite("Appending")
struct LogAppenderTests {
    private static let topicID = KafkaUUID(high: 1, low: 2)

    private func appender(
        in directory: TemporaryDirectory, options: LogAppender.Options = .init()
    ) throws -> LogAppender {
        let writable = try WritableLogDirectory(path: directory.path("log"))
        let name = PartitionName(topic: "t", partition: 0)
        if try writable.directory.topics().isEmpty { try writable.create(name, topicID: Self.topicID) }
        return try writable.appender(name, options: options)
    }

    /// A batch as its producer sent it: offsets from 0.
    private func asProduced(_ batch: RawRecordBatch) -> ByteBuffer {
        var bytes = batch.bytes
        bytes.setInteger(Int64(0), at: bytes.readerIndex)
        bytes.setInteger(Int32(-1), at: bytes.readerIndex + 12)
        return bytes
    }

    private func goodBatch() throws -> ByteBuffer {
        var iterator = RecordBatchIterator(ByteBuffer(bytes: try GoldenFiles.bytes("corrupt/00-good.log")))
        return asProduced(try #require(try iterator.next()))
    }

    /// The topics whose batches all came from producers that need no transactions, and that nobody compacted.
    @Test(
        "appending a golden topic's batches makes the broker's own files",
        arguments: [
            ("clickstream-0", 262_144, 4096), ("clickstream-1", 262_144, 4096), ("clickstream-4", 1 << 30, 4096),
            ("late-events-0", 8192, 512), ("late-events-1", 8192, 512), ("edge-values-0", 1 << 30, 4096),
            ("unclosed-0", 4096, 256),
        ])
    func goldenFiles(name: String, segmentBytes: Int, indexInterval: Int) throws {
        let directory = try TemporaryDirectory()
        let appender = try appender(
            in: directory, options: .init(segmentBytes: segmentBytes, indexIntervalBytes: indexInterval))
        let partition = try #require(PartitionName(directoryName: name))
        let golden = try GoldenLog.directory().partition(partition.topic, partition.partition)
        for batch in try GoldenLog.batches(of: golden) {
            let appended = try appender.append(asProduced(batch))
            #expect(appended.baseOffset == batch.header.baseOffset)
            #expect(appended.nextOffset == batch.header.nextOffset)
        }
        try appender.close()
        let files = try GoldenFiles.names(in: "log/\(name)").filter { $0.hasSuffix(".log") }
        #expect(try directory.names("log/t-0").filter { $0.hasSuffix(".log") } == files)
        for file in files {
            let base = String(file.dropLast(4))
            for ending in [".log", ".index", ".timeindex"] {
                #expect(
                    try directory.bytes("log/t-0/" + base + ending)
                        == GoldenFiles.bytes("log/\(name)/" + base + ending),
                    "\(base)\(ending)")
            }
        }
    }

    @Test("append, close, open again, append: the log goes on, and its bytes stay")
    func reload() throws {
        let directory = try TemporaryDirectory()
        let batch = try goodBatch()
        var expected: [UInt8] = []
        for round in 0..<4 {
            let appender = try appender(in: directory, options: .init(segmentBytes: 1000))
            #expect(appender.log.logEndOffset == Int64(round) * 9)
            #expect(appender.log.topicID == Self.topicID)
            for turn in 0..<3 {
                let appended = try appender.append(batch)
                #expect(appended.baseOffset == Int64(round * 9 + turn * 3))
            }
            try appender.close()
            #expect { try appender.append(batch) } throws: { ($0 as? LogError)?.code == .invalidRequest }
        }
        let log = try LogDirectory(path: directory.path("log")).partition("t", 0)
        let batches = try GoldenLog.batches(of: log)
        #expect(batches.map(\.header.baseOffset) == Array(stride(from: 0, to: 36, by: 3)))
        for batch in batches { expected += Array(batch.bytes.readableBytesView) }
        var onDisk: [UInt8] = []
        for file in try directory.names("log/t-0") where file.hasSuffix(".log") {
            onDisk += try directory.bytes("log/t-0/" + file)
        }
        #expect(onDisk == expected)
        #expect(try directory.names("log/t-0").filter { $0.hasSuffix(".log") }.count > 1)
        #expect(try directory.bytes("log/t-0/leader-epoch-checkpoint") == Array("0\n1\n0 0\n".utf8))
    }

    @Test("several batches in one append are taken together or not at all")
    func severalBatches() throws {
        let directory = try TemporaryDirectory()
        let appender = try appender(in: directory)
        let batch = try goodBatch()
        var three = ByteBuffer()
        for _ in 0..<3 { three.writeImmutableBuffer(batch) }
        #expect(try appender.append(three) == .init(baseOffset: 0, nextOffset: 9))
        var broken = three
        broken.setInteger(UInt8(0xff), at: broken.writerIndex - 1)
        #expect { try appender.append(broken) } throws: { ($0 as? LogError)?.code == .corruptBatch }
        #expect(appender.log.logEndOffset == 9)
        #expect(try GoldenLog.batches(of: appender.log).count == 3)
    }

    @Test("P08 LogAppendTime replaces the producer's times, and the checksum with them")
    func appendTime() throws {
        let directory = try TemporaryDirectory()
        let appender = try appender(in: directory)
        _ = try appender.append(try goodBatch(), appendTime: 1_800_000_000_123)
        let batch = try #require(try GoldenLog.batches(of: appender.log).first)
        #expect(batch.header.timestampType == .logAppend)
        #expect(batch.header.maxTimestamp == 1_800_000_000_123)
        #expect(
            try BatchDecoder().decode(batch).records.map(\.timestamp) == Array(repeating: 1_800_000_000_123, count: 3))
        #expect(try appender.log.offset(forTimestamp: 1_800_000_000_123).offset == 0)
        #expect(try appender.log.offset(forTimestamp: 1_800_000_000_124) == .none)
    }

    @Test("a largest timestamp that is not true is put right")
    func lyingMaxTimestamp() throws {
        let directory = try TemporaryDirectory()
        let appender = try appender(in: directory)
        var batch = try goodBatch()
        let truth = try #require(batch.getInteger(at: batch.readerIndex + 35, as: Int64.self))
        batch.setInteger(Int64(5), at: batch.readerIndex + 35)
        let crc = batch.withUnsafeReadableBytes { CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[21...])) }
        batch.setInteger(crc, at: batch.readerIndex + 17)
        _ = try appender.append(batch)
        #expect(try GoldenLog.batches(of: appender.log).first?.header.maxTimestamp == truth)
    }

    @Test("no damaged batch is taken", arguments: try CorruptCase.all().filter { !$0.isDirectory && $0.must == .error })
    func damaged(corrupt: CorruptCase) throws {
        let directory = try TemporaryDirectory()
        let appender = try appender(in: directory)
        // The faulty batch and what follows: the second of the file.
        let bytes = ByteBuffer(bytes: try corrupt.logBytes())
        var iterator = RecordBatchIterator(bytes)
        let good = try? iterator.next()
        var rest = bytes
        if corrupt.goodRecordsBefore > 0, let good { rest.moveReaderIndex(forwardBy: good.bytes.readableBytes) }
        #expect { try appender.append(rest) } throws: { error in
            guard let code = (error as? LogError)?.code else { return false }
            return code == .corruptBatch || code == .invalidBatch
        }
        #expect(appender.log.logEndOffset == 0)
    }

    @Test("what a producer may not send: markers, transactions, old formats, nothing, too much")
    func refused() throws {
        let directory = try TemporaryDirectory()
        let appender = try appender(in: directory, options: .init(maxBatchBytes: 500))
        func code(_ records: ByteBuffer) -> LogError.Code? {
            do {
                _ = try appender.append(records)
                return nil
            } catch {
                return error.code
            }
        }
        let transactions = try GoldenLog.batches(of: GoldenLog.directory().partition("transactions", 0))
        let data = try #require(transactions.first { $0.header.isTransactional && !$0.header.isControl })
        let marker = try #require(transactions.first { $0.header.isControl })
        #expect(code(asProduced(data)) == .invalidBatch)
        #expect(code(asProduced(marker)) == .invalidBatch)
        #expect(code(ByteBuffer(bytes: try GoldenFiles.bytes("legacy/v1-none.bin"))) == .invalidBatch)
        #expect(code(ByteBuffer()) == .invalidBatch)
        #expect(code(try goodBatch().getSlice(at: 0, length: 60) ?? ByteBuffer()) == .corruptBatch)
        let large = try #require(
            try GoldenLog.batches(of: GoldenLog.directory().partition("clickstream", 0)).first {
                $0.header.sizeInBytes > 500
            })
        #expect(code(asProduced(large)) == .batchTooLarge)
        #expect(appender.log.logEndOffset == 0)
    }

    @Test("a torn tail is cut off before the log goes on")
    func tornTail() throws {
        let directory = try TemporaryDirectory()
        do {
            let appender = try appender(in: directory)
            for _ in 0..<2 { _ = try appender.append(try goodBatch()) }
            try appender.close()
        }
        let file = "log/t-0/00000000000000000000.log"
        let whole = try directory.bytes(file)
        try directory.write(Array(whole.dropLast(7)), to: file)
        let again = try appender(in: directory)
        #expect(again.log.logEndOffset == 3)
        #expect(try again.append(try goodBatch()).baseOffset == 3)
        try again.close()
        #expect(try directory.bytes(file) == whole)
    }

    @Test(
        "indexes that are missing or wrong are made anew",
        arguments: ["index-missing", "index-garbage", "index-past-end"])
    func brokenIndexes(name: String) throws {
        let directory = try TemporaryDirectory()
        try directory.copy(GoldenFiles.path("corrupt/\(name)"), to: "log/t-0")
        let writable = try WritableLogDirectory(path: directory.path("log"))
        let appender = try writable.appender(
            PartitionName(topic: "t", partition: 0), options: .init(indexIntervalBytes: 256))
        try appender.close()
        for ending in [".log", ".index", ".timeindex"] {
            let base = "00000000000000000000"
            let golden = try GoldenFiles.bytes("log/unclosed-0/\(base)\(ending)")
            #expect(try directory.bytes("log/t-0/\(base)\(ending)") == golden, "\(ending)")
        }
    }

    @Test("a golden directory goes on, in the epoch of its leader")
    func goldenGoesOn() throws {
        let directory = try TemporaryDirectory()
        try directory.copy(GoldenFiles.logDirectory, to: "log")
        let writable = try WritableLogDirectory(path: directory.path("log"))
        let appender = try writable.appender(PartitionName(topic: "open-transaction", partition: 0))
        #expect(try appender.append(try goodBatch()).baseOffset == 25)
        try appender.close()
        let log = try LogDirectory(path: directory.path("log")).partition("open-transaction", 0)
        #expect(log.logEndOffset == 28)
        #expect(try log.lastStableOffset == 9)
        #expect(try GoldenLog.batches(of: log).last?.header.partitionLeaderEpoch == 6)
    }

    @Test("a directory has one writer")
    func lock() throws {
        let directory = try TemporaryDirectory()
        let first = try WritableLogDirectory(path: directory.path("log"))
        #expect { try WritableLogDirectory(path: directory.path("log")) } throws: {
            ($0 as? LogError)?.code == .locked
        }
        withExtendedLifetime(first) {}
    }

    @Test("readers see whole appends while a writer writes")
    func readersAndWriter() async throws {
        let directory = try TemporaryDirectory()
        let appender = try appender(in: directory, options: .init(segmentBytes: 2000))
        let batch = try goodBatch()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for _ in 0..<300 { _ = try appender.append(batch) }
            }
            for _ in 0..<2 {
                group.addTask {
                    var position: Int64 = 0
                    while position < 900 {
                        let read = try appender.log.read(from: position, maxBytes: 5000)
                        var iterator = RecordBatchIterator(read.records)
                        while let batch = try iterator.next() {
                            #expect(batch.header.baseOffset == position)
                            position = batch.header.nextOffset
                        }
                        await Task.yield()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(appender.log.logEndOffset == 900)
    }
}
