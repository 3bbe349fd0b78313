import GoldenData
import KafkaRecords
import NIOCore
import Testing

@Suite struct AbortedTransactionsTests {
    static func transactional() throws -> [GoldenPartition] {
        try GoldenPartition.all().filter { try CommittedOffset.load(topic: $0.topic) != nil }
    }

    @Test("P16 committed records are those of read committed", arguments: try transactional())
    func committedRecordsAreThoseOfReadCommitted(_ partition: GoldenPartition) throws {
        let offsets = try ExpectedOffsets.load(topic: partition.topic)
        let scan = try partition.scan()
        let highWatermark = try #require(offsets.highWatermark[partition.index])
        let lastStable = scan.firstOpenOffset ?? highWatermark
        #expect(lastStable == offsets.lastStable[partition.index])

        var aborted = AbortedTransactions(scan.aborted.map(\.transaction))
        let records = try partition.records { header in
            // Asked about every batch, also about those that are beyond the last stable offset anyway.
            aborted.shouldDrop(header) || header.baseOffset >= lastStable
        }
        let expected = try CommittedOffset.expectedRecords(topic: partition.topic)
            .filter { $0.partition == partition.index }
        #expect(records == expected.map(ReadRecord.init))
    }

    @Test("P16 there is something to drop")
    func thereIsSomethingToDrop() throws {
        let aborted = try Self.transactional().map { try $0.scan().aborted.count }.reduce(0, +)
        #expect(aborted > 5)
    }

    /// A `.txnindex` entry: version (2), producer id (8), first offset (8), last offset (8), last stable offset (8).
    @Test(
        "P16 the scan finds what the brokers index holds",
        arguments: try transactional().filter { $0.topic == "transactions" || $0.topic == "open-transaction" })
    func theScanFindsWhatTheBrokersIndexHolds(_ partition: GoldenPartition) throws {
        var indexed: [AbortedTransactionScan.Finished] = []
        for name in try GoldenFiles.names(in: partition.directory) where name.hasSuffix(".txnindex") {
            var buffer = ByteBuffer(bytes: try GoldenFiles.bytes("\(partition.directory)/\(name)"))
            while let _ = buffer.readInteger(as: Int16.self), let producer = buffer.readInteger(as: Int64.self),
                let first = buffer.readInteger(as: Int64.self), let last = buffer.readInteger(as: Int64.self),
                let _ = buffer.readInteger(as: Int64.self)
            {
                indexed.append(
                    .init(
                        transaction: AbortedTransaction(producerID: producer, firstOffset: first), lastOffset: last))
            }
        }
        #expect(!indexed.isEmpty)
        #expect(try partition.scan().aborted == indexed)
    }

    private func header(
        _ offset: Int64, count: Int32 = 1, producer: Int64, transactional: Bool = true, control: Bool = false
    ) -> RecordBatchHeader {
        RecordBatchHeader(
            baseOffset: offset, sizeInBytes: 61, attributes: (transactional ? 0x10 : 0) | (control ? 0x20 : 0),
            lastOffsetDelta: count - 1, baseTimestamp: 0, maxTimestamp: 0, producerID: producer, producerEpoch: 0,
            recordCount: count)
    }

    @Test("P16 producers interleaved")
    func producersInterleaved() {
        var aborted = AbortedTransactions([
            AbortedTransaction(producerID: 2, firstOffset: 20), AbortedTransaction(producerID: 1, firstOffset: 10),
            AbortedTransaction(producerID: 1, firstOffset: 40),
        ])
        let batches: [(header: RecordBatchHeader, drop: Bool, why: Comment)] = [
            (header(5, producer: 1), false, "its transaction is not the aborted one"),
            (header(9, producer: 1, control: true), false, "the commit of a transaction before"),
            (header(10, count: 3, producer: 1), true, "the aborted one begins"),
            (header(13, producer: 2), false, "an earlier transaction of this producer"),
            (header(14, producer: 2, control: true), false, "and its commit"),
            (header(15, producer: 3), false, "a producer that aborts nothing"),
            (header(16, producer: -1, transactional: false), false, "no transaction"),
            (header(20, producer: 2), true, "two are open"),
            (header(21, producer: 1), true, "two are open"),
            (header(22, producer: 1, control: true), false, "a marker is no one's record"),
            (header(23, producer: 2), true, "the other is still open"),
            (header(24, producer: 1), false, "its transaction has ended"),
            (header(25, producer: 2, control: true), false, "a marker"),
            (header(26, producer: 2), false, "its transaction has ended"),
            (header(27, producer: 1, control: true), false, "a marker"),
            (header(40, producer: 1), true, "the producer's second aborted transaction"),
        ]
        for batch in batches {
            let drop = aborted.shouldDrop(batch.header)
            #expect(drop == batch.drop, batch.why)
        }
    }

    @Test("P16 a transaction begun before what is read")
    func aTransactionBegunBeforeWhatIsRead() {
        var aborted = AbortedTransactions([AbortedTransaction(producerID: 7, firstOffset: 3)])
        let drops = [
            header(100, producer: 7), header(101, producer: 7, transactional: false),
            header(102, producer: 7, control: true), header(103, producer: 7),
        ].map { aborted.shouldDrop($0) }
        #expect(drops == [true, false, false, false])
    }

    @Test("P16 markers are read with their kind")
    func markersAreReadWithTheirKind() throws {
        let builder = RecordBatchBuilder(codec: .lz4)
        builder.producerID = 9
        builder.producerEpoch = 1
        var kinds: [ControlRecord.Kind] = []
        for kind in [ControlRecord.Kind.abort, .commit] {
            try builder.appendMarker(kind, timestamp: 77, coordinatorEpoch: 5)
            let batch = try builder.build()
            #expect(batch.header.isControl && batch.header.isTransactional)
            #expect(batch.header.codec == CompressionCodec.none)
            let records = try BatchDecoder().decode(batch).controlRecords()
            #expect(records.map(\.coordinatorEpoch) == [5])
            kinds += records.map(\.kind)
        }
        #expect(kinds == [.abort, .commit])
        let unknown = try batches(GoldenFiles.bytes("corrupt/97-control-type-unknown.log"))[1]
        #expect(try BatchDecoder().decode(unknown).controlRecords().map(\.kind) == [.other(9)])
    }
}
