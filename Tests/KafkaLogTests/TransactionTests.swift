import Foundation
import GoldenData
import KafkaLog
import KafkaRecords
import NIOCore
import TestSupport
import Testing

@Suite("Transactions in the log")
struct TransactionTests {
    static let topics = ["transactions", "open-transaction", "compacted-txn", "compacted-tail"]

    /// What read_committed gives, collected as a consumer does: a list of aborted transactions with every answer.
    private func committed(_ log: PartitionLog, maxBytes: Int) throws -> [Int64] {
        let end = try log.lastStableOffset
        var position = log.logStartOffset
        var offsets: [Int64] = []
        let decoder = BatchDecoder()
        while position < end {
            let read = try log.read(from: position, maxBytes: maxBytes, upTo: end)
            var iterator = RecordBatchIterator(read.records)
            var batches: [RawRecordBatch] = []
            while let batch = try iterator.next() { batches.append(batch) }
            guard let last = batches.last else { break }
            var aborted = AbortedTransactions(
                try log.abortedTransactions(from: position, to: last.header.nextOffset))
            for batch in batches where !aborted.shouldDrop(batch.header) && !batch.header.isControl {
                offsets += try decoder.decode(batch).records.map(\.offset)
            }
            position = last.header.nextOffset
        }
        return offsets
    }

    @Test("P16 P18 P23 the aborted lists give what other clients read", arguments: topics, [1, 300, 1 << 20])
    func committedRecords(topic: String, maxBytes: Int) throws {
        let expected = try #require(try CommittedOffset.load(topic: topic))
        for partition in try ExpectedOffsets.load(topic: topic).partitions {
            let log = try GoldenLog.directory().partition(topic, partition)
            #expect(
                try committed(log, maxBytes: maxBytes)
                    == expected.filter { $0.partition == partition }.map(\.offset))
        }
    }

    @Test("without any index and snapshot the answers are the same", arguments: topics)
    func withoutIndexes(topic: String) throws {
        let expected = try #require(try CommittedOffset.load(topic: topic))
        let copy = try TemporaryDirectory()
        for partition in try ExpectedOffsets.load(topic: topic).partitions {
            let name = "\(topic)-\(partition)"
            for file in try GoldenFiles.names(in: "log/\(name)") where file.hasSuffix(".log") {
                try copy.write(try GoldenFiles.bytes("log/\(name)/\(file)"), to: "\(name)/\(file)")
            }
            let log = try LogDirectory(path: copy.path).partition(topic, partition)
            #expect(log.topicID == nil)
            #expect(try log.lastStableOffset == ExpectedOffsets.load(topic: topic).lastStable[partition])
            #expect(
                try committed(log, maxBytes: 300) == expected.filter { $0.partition == partition }.map(\.offset))
        }
    }

    @Test("a snapshot that is damaged is not believed")
    func damagedSnapshot() throws {
        let copy = try TemporaryDirectory()
        let name = "open-transaction-0"
        try copy.copy(GoldenFiles.path("log/\(name)"), to: name)
        let snapshot = name + "/00000000000000000025.snapshot"
        let good = try copy.bytes(snapshot)
        for index in good.indices {
            var bytes = good
            bytes[index] ^= 0x10
            try copy.write(bytes, to: snapshot)
            #expect(try LogDirectory(path: copy.path).partition("open-transaction", 0).lastStableOffset == 9)
        }
        try copy.write([], to: snapshot)
        #expect(try LogDirectory(path: copy.path).partition("open-transaction", 0).lastStableOffset == 9)
    }

    @Test(
        "what was found in the log is what the broker wrote into .txnindex",
        arguments: ["transactions", "open-transaction"])
    func transactionIndexFiles(topic: String) throws {
        for partition in try ExpectedOffsets.load(topic: topic).partitions {
            let directory = "log/\(topic)-\(partition)"
            var written: Set<AbortedTransaction> = []
            for file in try GoldenFiles.names(in: directory) where file.hasSuffix(".txnindex") {
                var bytes = ByteBuffer(bytes: try GoldenFiles.bytes("\(directory)/\(file)"))
                while let (_, producerID, first, _, _) = bytes.readMultipleIntegers(
                    as: (Int16, Int64, Int64, Int64, Int64).self)
                {
                    written.insert(AbortedTransaction(producerID: producerID, firstOffset: first))
                }
            }
            let log = try GoldenLog.directory().partition(topic, partition)
            #expect(Set(try log.abortedTransactions(from: 0, to: log.logEndOffset)) == written)
            #expect(!written.isEmpty)
        }
    }

    @Test("only transactions that touch the range are listed")
    func ranges() throws {
        let log = try GoldenLog.directory().partition("transactions", 0)
        // Aborted: 10-13 and 27-39 and more, by .txnindex.
        #expect(try log.abortedTransactions(from: 0, to: 10).isEmpty)
        #expect(try log.abortedTransactions(from: 0, to: 11) == [.init(producerID: 6, firstOffset: 10)])
        #expect(try log.abortedTransactions(from: 13, to: 14) == [.init(producerID: 6, firstOffset: 10)])
        #expect(try log.abortedTransactions(from: 14, to: 27).isEmpty)
        #expect(try log.abortedTransactions(from: 30, to: 31) == [.init(producerID: 7, firstOffset: 27)])
        #expect(try log.abortedTransactions(from: 31, to: 31).isEmpty)
    }
}
