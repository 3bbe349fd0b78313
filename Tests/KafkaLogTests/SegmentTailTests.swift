import GoldenData
import KafkaLog
import KafkaRecords
import NIOCore
import TestSupport
import Testing

@Suite("The end of a log that is being written")
struct SegmentTailTests {
    @Test("a partition copied while the broker ran")
    func running() throws {
        let log = try LogDirectory(path: GoldenFiles.runningLogDirectory).partition("unclosed", 0)
        #expect(log.logEndOffset == 120)
        let batches = try GoldenLog.batches(of: log)
        let rows = try GoldenLog.records(of: batches, partition: 0, from: 0)
        #expect(rows == (try ExpectedRecord.load(topic: "unclosed").map(ExpectedRow.init)))
    }

    @Test("cut at every byte: the whole batches before the cut, never an error")
    func everyCut() throws {
        let bytes = try GoldenFiles.bytes("corrupt/00-good.log")
        let directory = try TemporaryDirectory()
        try directory.write(bytes, to: "t-0/00000000000000000000.log")
        let whole = try GoldenLog.batches(of: LogDirectory(path: directory.path).partition("t", 0))
        #expect(whole.count == 3)
        for count in 0...bytes.count {
            for zeros in [0, 5, 5000] where count == bytes.count || zeros == 0 {
                try directory.write(
                    bytes.prefix(count) + [UInt8](repeating: 0, count: zeros), to: "t-0/00000000000000000000.log")
                let log = try LogDirectory(path: directory.path).partition("t", 0)
                var end = 0
                let expected = whole.filter { batch in
                    end += batch.header.sizeInBytes
                    return end <= count
                }
                #expect(log.logEndOffset == expected.last?.header.nextOffset ?? 0)
                #expect(try GoldenLog.batches(of: log).map(\.header) == expected.map(\.header))
            }
        }
    }

    @Test("a preallocated file behind batches larger than what is read of each", arguments: [3_000, 5_000, 70_000])
    func largeBatches(_ size: Int) throws {
        let directory = try TemporaryDirectory()
        var bytes: [UInt8] = []
        for offset in Int64(0)..<3 {
            let builder = RecordBatchBuilder()
            builder.baseOffset = offset
            try builder.append(timestamp: 1, key: nil, value: [UInt8](repeating: 7, count: size))
            bytes += try builder.build().bytes.readableBytesView
        }
        for zeros in [0, 1, 60, 300, 5_000, 200_000] {
            try directory.write(bytes + [UInt8](repeating: 0, count: zeros), to: "t-0/00000000000000000000.log")
            let log = try LogDirectory(path: directory.path).partition("t", 0)
            #expect(log.logEndOffset == 3)
            #expect(try GoldenLog.batches(of: log).map(\.header.baseOffset) == [0, 1, 2])
        }
        // Not all zeros: no batch, and no preallocated file.
        try directory.write(
            bytes + [UInt8](repeating: 0, count: 3_000) + [1] + [UInt8](repeating: 0, count: 3_000),
            to: "t-0/00000000000000000000.log")
        #expect(throws: LogError.self) { try LogDirectory(path: directory.path).partition("t", 0) }
    }

    @Test("a directory that a broker writes to is looked at again")
    func refresh() throws {
        let bytes = try GoldenFiles.bytes("log/late-events-0/00000000000000000000.log")
        let second = try GoldenFiles.bytes("log/late-events-0/00000000000000000128.log")
        let directory = try TemporaryDirectory()
        let name = "late-events-0/00000000000000000000.log"
        try directory.write(Array(bytes.prefix(3000)), to: name)
        let log = try LogDirectory(path: directory.path).partition("late-events", 0)
        let before = log.logEndOffset
        #expect(before > 0 && before < 128)
        try directory.write(bytes, to: name)
        #expect(log.logEndOffset == before)
        try log.refresh()
        #expect(log.logEndOffset == 128)
        try directory.write(second, to: "late-events-0/00000000000000000128.log")
        try log.refresh()
        #expect(log.logEndOffset == 211)
        #expect(try GoldenLog.batches(of: log).last?.header.lastOffset == 210)
        // Retention takes the first segment.
        try directory.remove(name)
        #expect((try? log.read(from: 0, maxBytes: 10)) == nil)
        try log.refresh()
        #expect(log.logStartOffset == 128)
    }

    @Test("P01 an empty partition and one emptied by retention")
    func empty() throws {
        let empty = try GoldenLog.directory().partition("empty", 1)
        #expect(empty.logStartOffset == 0)
        #expect(empty.logEndOffset == 0)
        let directory = try TemporaryDirectory()
        try directory.write([], to: "t-0/00000000000000000500.log")
        let emptied = try LogDirectory(path: directory.path).partition("t", 0)
        #expect(emptied.logStartOffset == 500)
        #expect(emptied.logEndOffset == 500)
        #expect(try emptied.read(from: 500, maxBytes: 10).records.readableBytes == 0)
        #expect(try emptied.lastStableOffset == 500)
        try directory.write([], to: "none-0/partition.unknown")
        let none = try LogDirectory(path: directory.path).partition("none", 0)
        #expect(none.logEndOffset == 0)
        #expect(try none.read(from: 0, maxBytes: 10).records.readableBytes == 0)
    }
}
