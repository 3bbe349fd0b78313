import GoldenData
import KafkaRecords
import NIOCore
import Testing

@Suite struct RecordBatchIteratorTests {
    @Test func anEmptySet() throws {
        var iterator = RecordBatchIterator(ByteBuffer())
        #expect(try iterator.next() == nil)
        #expect(iterator.trailingByteCount == 0)
        #expect(iterator.trailingBytesAreZero)
    }

    /// Cut at every byte: the whole batches before the cut are read, the rest is counted, nothing is an error.
    @Test(arguments: ["corrupt/00-good.log", "legacy/v0-v1-v2.bin", "legacy/v1-none.bin", "legacy/v0-lz4.bin"])
    func cutAtEveryByte(_ file: String) throws {
        let bytes = try GoldenFiles.bytes(file)
        var ends: [Int] = [0]
        for batch in try batches(bytes) { ends.append((ends.last ?? 0) + batch.header.sizeInBytes) }
        #expect(ends.last == bytes.count)
        for cut in 0...bytes.count {
            let reading = RecordSetReading(Array(bytes[..<cut]))
            let whole = ends.last { $0 <= cut } ?? 0
            #expect(reading.error == nil, "cut at \(cut)")
            #expect(reading.headers.count == ends.firstIndex(of: whole))
            #expect(reading.trailingByteCount == cut - whole)
        }
    }

    @Test func zerosBehindTheData() throws {
        let good = try GoldenFiles.bytes("corrupt/00-good.log")
        for count in [1, 11, 12, 13, 61, 4096] {
            var iterator = RecordBatchIterator(ByteBuffer(bytes: good + [UInt8](repeating: 0, count: count)))
            var batches = 0
            while try iterator.next() != nil { batches += 1 }
            #expect(batches == 3)
            #expect(iterator.trailingByteCount == count)
            #expect(iterator.trailingBytesAreZero)
            #expect(try iterator.next() == nil, "an iterator at its end stays there")
        }
        // Zeros with data behind them are a hole, not an end.
        let hole = RecordSetReading(good + [UInt8](repeating: 0, count: 100) + [1])
        #expect(hole.error?.code == .invalidLength)
        #expect(hole.records.count == 9)
    }

    @Test func aBatchIsASliceOfTheSet() throws {
        let bytes = try GoldenFiles.bytes("corrupt/00-good.log")
        let all = try batches(bytes)
        #expect(all.flatMap { [UInt8]($0.bytes.readableBytesView) } == bytes)
        #expect(all.map(\.header.baseOffset) == [0, 3, 6])
        #expect(all.map(\.header.nextOffset) == [3, 6, 9])
    }

    @Test func aHeaderCanBeReadBeforeItsRecordsAreThere() throws {
        let bytes = try GoldenFiles.bytes("corrupt/00-good.log")
        let whole = try #require(try batches(bytes).first).header
        for count in 0..<RecordBatchHeader.sizeOfMagic2 {
            let parsed = try bytes[..<count].withUnsafeBytes { try RecordBatchHeader.parse($0) }
            #expect(parsed == .incomplete)
        }
        let parsed = try bytes[..<RecordBatchHeader.sizeOfMagic2].withUnsafeBytes { try RecordBatchHeader.parse($0) }
        #expect(parsed == .header(whole))
    }

    @Test func attributes() {
        func header(_ attributes: Int16, magic: Int8 = 2) -> RecordBatchHeader {
            RecordBatchHeader(
                baseOffset: 0, sizeInBytes: 61, magic: magic, attributes: attributes, lastOffsetDelta: 0,
                baseTimestamp: 0, maxTimestamp: 0, recordCount: 1)
        }
        #expect(
            (0..<8).map { header($0).codec } == [CompressionCodec.none, .gzip, .snappy, .lz4, .zstd, nil, nil, nil])
        #expect(header(0x08).timestampType == .logAppend && header(~0x08).timestampType == .create)
        #expect(header(0x10).isTransactional && !header(~0x10).isTransactional)
        #expect(header(0x20).isControl && !header(~0x20).isControl)
        #expect(header(0x40).hasDeleteHorizon && !header(~0x40).hasDeleteHorizon)
        let legacy = header(-1, magic: 1)
        #expect(!legacy.isControl && !legacy.isTransactional && !legacy.hasDeleteHorizon)
        #expect(legacy.timestampType == .logAppend && header(-1, magic: 0).timestampType == .create)
    }
}
