import GoldenData
import KafkaLog
import KafkaRecords
import NIOCore
import Testing

@Suite("Reading a partition as a Fetch does")
struct ReadTests {
    @Test(
        "P09 P17 P24 every record of every topic", arguments: try ExpectedOffsets.topics(), [1, 700, 16_384, 1 << 20])
    func everyRecord(topic: String, maxBytes: Int) throws {
        let expected = try ExpectedRecord.load(topic: topic).map(ExpectedRow.init)
        let directory = try GoldenLog.directory()
        var found: [ExpectedRow] = []
        for partition in try ExpectedOffsets.load(topic: topic).partitions {
            let log = try directory.partition(topic, partition)
            let batches = try GoldenLog.batches(of: log, maxBytes: maxBytes)
            found += try GoldenLog.records(of: batches, partition: partition, from: log.logStartOffset)
        }
        #expect(found == expected)
    }

    @Test("P03 from each offset: the batch that holds it, or the next one", arguments: try ExpectedOffsets.topics())
    func everyOffset(topic: String) throws {
        let directory = try GoldenLog.directory()
        for partition in try ExpectedOffsets.load(topic: topic).partitions {
            let log = try directory.partition(topic, partition)
            let all = try GoldenLog.batches(of: log)
            // Every offset of the small logs, and a stride through the large one.
            let step: Int64 = log.logEndOffset > 700 ? 13 : 1
            for offset in stride(from: log.logStartOffset, to: log.logEndOffset, by: Int64.Stride(step)) {
                let read = try log.read(from: offset, maxBytes: 1)
                var iterator = RecordBatchIterator(read.records)
                let first = try iterator.next()
                #expect(first?.header == all.first { $0.header.lastOffset >= offset }?.header)
                #expect(try iterator.next() == nil)
                #expect(iterator.trailingByteCount == 0)
            }
            let atEnd = try log.read(from: log.logEndOffset, maxBytes: 1 << 20)
            #expect(atEnd.records.readableBytes == 0)
            #expect(atEnd.highWatermark == log.logEndOffset)
        }
    }

    @Test("an answer never crosses a segment, and ends where its bytes do")
    func segmentsAndLimits() throws {
        let log = try GoldenLog.directory().partition("late-events", 0)
        #expect(try log.read(from: 0, maxBytes: 1 << 20).records.readableBytes == 7927)
        #expect(try log.read(from: 128, maxBytes: 1 << 20).records.readableBytes == 7433)
        #expect(try log.read(from: 0, maxBytes: 1000).records.readableBytes == 1000)
        #expect(try log.slice(from: 0, maxBytes: 10, minOneBatch: false) == nil)
        #expect(try log.slice(from: 0, maxBytes: 10, minOneBatch: true) != nil)
    }

    @Test("nothing that begins at or behind a given end is handed out")
    func upTo() throws {
        let log = try GoldenLog.directory().partition("late-events", 0)
        let all = try GoldenLog.batches(of: log).map(\.header)
        for end in stride(from: Int64(0), through: log.logEndOffset, by: 7) {
            let headers = try GoldenLog.batches(of: log, from: 0, to: end).map(\.header)
            #expect(headers == all.filter { $0.baseOffset < end })
        }
        #expect(try log.read(from: 5, maxBytes: 100, upTo: 5).records.readableBytes == 0)
        #expect(try log.read(from: 6, maxBytes: 100, upTo: 5).records.readableBytes == 0)
    }

    @Test("offsets outside of the log are refused", arguments: ["retained", "retained-stale", "empty"])
    func outOfRange(topic: String) throws {
        let log = try GoldenLog.directory().partition(topic, 0)
        for offset in [log.logStartOffset - 1, log.logEndOffset + 1, -1, .max, .min] {
            #expect {
                try log.read(from: offset, maxBytes: 100)
            } throws: { error in
                guard let error = error as? LogError else { return false }
                return error.code == .offsetOutOfRange && error.offset == offset && error.place.topic == topic
            }
        }
    }
}
