import GoldenData
import KafkaRecords
import NIOCore
import Testing

@Suite struct LegacyTests {
    static func cases() throws -> [LegacyCase] { try LegacyCase.all() }

    @Test("P06 old formats are read as others read them", arguments: try cases())
    func oldFormatsAreReadAsOthersReadThem(_ legacy: LegacyCase) throws {
        let reading = RecordSetReading(legacy.bytes)
        #expect(reading.error == nil)
        #expect(reading.records == legacy.records.map(ReadRecord.init))
        #expect((reading.trailingByteCount > 0) == legacy.name.contains("cut"))
    }

    @Test("P06 format0 has no timestamp at all")
    func format0HasNoTimestampAtAll() throws {
        let reading = RecordSetReading(try GoldenFiles.bytes("legacy/v0-none.bin"))
        #expect(!reading.records.isEmpty)
        #expect(reading.records.allSatisfy { $0.timestamp == -1 && $0.timestampType == nil })
        #expect(reading.headers.allSatisfy { $0.maxTimestamp == -1 && $0.timestampType == .create })
    }

    @Test func aWrapperIsABatch() throws {
        let batch = try #require(try batches(GoldenFiles.bytes("legacy/v1-gzip-compacted-gaps.bin")).first)
        #expect(batch.header.magic == 1)
        #expect(batch.header.codec == .gzip)
        #expect(batch.header.recordCount == -1)
        #expect(batch.header.baseOffset == 304)
        #expect(batch.header.lastOffset == 304)
        #expect(batch.header.nextOffset == 305)
        #expect(!batch.header.isControl && !batch.header.isTransactional)
        let decoded = try BatchDecoder().decode(batch)
        #expect(decoded.records.map(\.offset) == [300, 303, 304])
    }

    /// The wrappers of these files have the timestamp 0, the messages in them are of 2022: to skip by it loses them all.
    @Test("P09 a compressed wrapper proves no largest timestamp", arguments: try cases())
    func noMessageIsAboveTheProvenTimestamp(_ legacy: LegacyCase) throws {
        for batch in try batches(legacy.bytes) {
            let largest = try BatchDecoder().decode(batch).records.map(\.timestamp).max()
            guard let proven = batch.header.provenMaxTimestamp else {
                #expect(batch.header.magic == 1 && batch.header.timestampType == .create)
                continue
            }
            #expect(largest == proven)
        }
        if legacy.name == "v1-gzip" {
            #expect(try batches(legacy.bytes).map(\.header.maxTimestamp) == [0])
        }
    }

    @Test func anAppendTimeWrapperGivesItsTimeToAll() throws {
        let reading = RecordSetReading(try GoldenFiles.bytes("legacy/v1-gzip-log-append-time.bin"))
        #expect(reading.headers.allSatisfy { $0.timestampType == .logAppend })
        #expect(Set(reading.records.map(\.timestamp)) == [1_663_999_999_999])
    }

    /// Both header checksums are taken: the wrong one that every writer of format 0 made, and the right one.
    @Test func lz4InFormat0HasTheWrongHeaderChecksum() throws {
        let bytes = try GoldenFiles.bytes("legacy/v0-lz4.bin")
        let expected = RecordSetReading(bytes).records
        #expect(expected.count > 1)
        var right = bytes
        // The wrapper's value begins at 26: magic, flags, block size, and at 32 the header's checksum.
        #expect(Array(right[26..<32]) == [0x04, 0x22, 0x4D, 0x18, 0x60, 0x40])
        #expect(right[32] != 0x82)
        right[32] = 0x82
        right = LegacyBytes.withChecksum(right)
        let reading = RecordSetReading(right)
        #expect(reading.error == nil)
        #expect(reading.records == expected)
    }

    @Test func everyBitOfALegacyMessageIsUnderItsChecksum() throws {
        let bytes = try GoldenFiles.bytes("legacy/v1-gzip.bin")
        let size = try #require(try batches(bytes).first).header.sizeInBytes
        for position in 16..<size {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[position] ^= 1 << UInt8(bit)
                #expect(RecordSetReading(damaged).error != nil, "bit \(bit) of byte \(position)")
            }
        }
    }

    @Test func aWrapperInsideOfAWrapperIsAnError() throws {
        let inner = LegacyBytes.message(offset: 0, magic: 1, attributes: 1, timestamp: 5, key: nil, value: [1, 2, 3])
        let outer = try LegacyBytes.gzipWrapper(offset: 7, magic: 1, attributes: 1, timestamp: 5, set: inner)
        let error = try #require(RecordSetReading(outer).error)
        #expect(error.code == .invalidRecord)
        #expect(error.offset == 7)
    }

    @Test(arguments: [Int8(0), 1])
    func innerOffsetsMustAscendAndEndAtTheWrapper(_ magic: Int8) throws {
        func read(_ offsets: [Int64], wrapper: Int64) throws -> RecordSetReading {
            let set = offsets.flatMap {
                LegacyBytes.message(offset: $0, magic: magic, attributes: 0, timestamp: $0, key: nil, value: [9])
            }
            return RecordSetReading(
                try LegacyBytes.gzipWrapper(offset: wrapper, magic: magic, attributes: 1, timestamp: 5, set: set))
        }
        #expect(try read([0, 1, 2], wrapper: 2).records.map(\.offset) == [0, 1, 2])
        #expect(
            try read([0, 2, 5], wrapper: 105).records.map(\.offset) == (magic == 1 ? [100, 102, 105] : [0, 2, 5]))
        #expect(try read([1, 1], wrapper: 9).error?.code == .invalidOffset)
        #expect(try read([2, 1], wrapper: 9).error?.code == .invalidOffset)
        #expect(try read([-1, 1], wrapper: 9).error?.code == .invalidOffset)
        #expect(try read([0, 10], wrapper: 9).error?.code == .invalidOffset)
        #expect(try read([0, Int64.max], wrapper: 9).error?.code == .invalidOffset)
        #expect(try read([], wrapper: 9).error?.code == .decompressionFailed || (try read([], wrapper: 9).error) != nil)
    }

    @Test func aFormatInsideThatIsNotTheWrappersIsAnError() throws {
        let set = LegacyBytes.message(offset: 0, magic: 0, attributes: 0, timestamp: 0, key: nil, value: [9])
        let bytes = try LegacyBytes.gzipWrapper(offset: 0, magic: 1, attributes: 1, timestamp: 5, set: set)
        #expect(RecordSetReading(bytes).error?.code == .invalidRecord)
    }

    @Test func zstdDoesNotExistInOldFormats() throws {
        let bytes = LegacyBytes.message(offset: 4, magic: 1, attributes: 4, timestamp: 5, key: nil, value: [1, 2, 3])
        #expect(RecordSetReading(bytes).error?.code == .unknownCodec)
    }

    @Test func aNullKeyAndANullValue() throws {
        let bytes =
            LegacyBytes.message(offset: 4, magic: 1, attributes: 0, timestamp: 5, key: nil, value: nil)
            + LegacyBytes.message(offset: 5, magic: 1, attributes: 8, timestamp: 6, key: [], value: [])
        let reading = RecordSetReading(bytes)
        #expect(reading.error == nil)
        #expect(reading.records.map(\.key) == [nil, []])
        #expect(reading.records.map(\.value) == [nil, []])
        #expect(reading.records.map(\.timestampType) == [.create, .logAppend])
        let wrapper = LegacyBytes.message(offset: 4, magic: 1, attributes: 1, timestamp: 5, key: nil, value: nil)
        #expect(RecordSetReading(wrapper).error?.code == .invalidRecord)
    }
}
