import GoldenData
import KafkaRecords
import NIOCore
import TestSupport
import Testing

@Suite struct HostileBytesTests {
    /// A payload that is cut anywhere, under a right checksum and length, is an error in every codec.
    @Test(arguments: CompressionCodec.allCases)
    func aPayloadCutAtEveryByteIsAnError(_ codec: CompressionCodec) throws {
        let bytes = try BatchBytes.built(codec, count: 12)
        #expect(RecordSetReading(bytes).records.count == 12)
        for cut in RecordBatchHeader.sizeOfMagic2..<bytes.count {
            let reading = RecordSetReading(BatchBytes.withChecksum(Array(bytes[..<cut])))
            if codec == .lz4, cut >= bytes.count - 4, reading.error == nil {
                Issue.record("an lz4 frame without its end mark was taken")
            }
            #expect(reading.error != nil, "cut at \(cut) of \(bytes.count)")
        }
    }

    /// Whatever the bytes are, a batch is an error or its slices lie within the arena.
    @Test(arguments: CompressionCodec.allCases)
    func seededMutationsNeverTrap(_ codec: CompressionCodec) throws {
        var generator = SplitMix64(seed: 1000 + UInt64(codec.rawValue))
        let originals = try [1, 5, 40].map { try BatchBytes.built(codec, count: $0, seed: UInt64($0)) }
        let decoder = BatchDecoder(limit: DecompressionLimit(bytesPerBatch: 4 << 20))
        let arena = RecordArena()
        var read = 0
        for round in 0..<4000 {
            var bytes = originals[round % originals.count]
            // From the attributes on; every other round the records only, so that most headers stay whole.
            let first = round % 2 == 0 ? 21 : RecordBatchHeader.sizeOfMagic2
            for _ in 0...Int(generator.next() % 4) {
                let position = first + Int(generator.next() % UInt64(bytes.count - first))
                switch generator.next() % 4 {
                case 0: bytes[position] = UInt8(truncatingIfNeeded: generator.next())
                case 1: bytes[position] ^= 1 << UInt8(generator.next() % 8)
                case 2: bytes.remove(at: position)
                default: bytes.insert(UInt8(truncatingIfNeeded: generator.next()), at: position)
                }
            }
            guard bytes.count >= RecordBatchHeader.sizeOfMagic2 else { continue }
            read += check(BatchBytes.withChecksum(bytes), decoder, arena) ? 1 : 0
        }
        #expect(read > 0)
    }

    @Test func seededMutationsOfLegacyMessagesNeverTrap() throws {
        var generator = SplitMix64(seed: 99)
        let decoder = BatchDecoder(limit: DecompressionLimit(bytesPerBatch: 4 << 20))
        let arena = RecordArena()
        for legacy in try LegacyCase.all() {
            let size = try #require(try batches(legacy.bytes).first).header.sizeInBytes
            let original = Array(legacy.bytes[..<size])
            for _ in 0..<1000 {
                var bytes = original
                for _ in 0...Int(generator.next() % 3) {
                    let position = 16 + Int(generator.next() % UInt64(bytes.count - 16))
                    bytes[position] = UInt8(truncatingIfNeeded: generator.next())
                }
                _ = check(LegacyBytes.withChecksum(bytes), decoder, arena)
            }
        }
    }

    /// Mutations of uncompressed inner messages: what a right wrapper may hold.
    @Test func seededMutationsInsideOfWrappersNeverTrap() throws {
        var generator = SplitMix64(seed: 5)
        let decoder = BatchDecoder()
        let arena = RecordArena()
        let set = (0..<4).flatMap {
            LegacyBytes.message(
                offset: $0, magic: 1, attributes: 0, timestamp: $0, key: [1], value: [UInt8](repeating: 2, count: 20))
        }
        for _ in 0..<5000 {
            var bytes = set
            for _ in 0...Int(generator.next() % 3) {
                bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
            }
            if generator.next() % 2 == 0, Array(bytes[8..<12]) == Array(set[8..<12]) {
                bytes = LegacyBytes.withChecksum(bytes)
            }
            let wrapper = try LegacyBytes.gzipWrapper(offset: 50, magic: 1, attributes: 1, timestamp: 1, set: bytes)
            _ = check(wrapper, decoder, arena)
        }
    }

    @Test func randomBytesNeverTrap() {
        var generator = SplitMix64(seed: 4)
        for _ in 0..<20_000 {
            var bytes = generator.bytes(Int(generator.next() % 120))
            if bytes.count > 16 {
                bytes.replaceSubrange(
                    0..<12, with: LegacyBytes.bigEndian(Int64(1)) + LegacyBytes.bigEndian(Int32(bytes.count - 12)))
                bytes[16] = UInt8(generator.next() % 3)
            }
            _ = RecordSetReading(bytes)
        }
    }

    /// True where the bytes were read. All slices are then within the arena.
    private func check(_ bytes: [UInt8], _ decoder: BatchDecoder, _ arena: RecordArena) -> Bool {
        var iterator = RecordBatchIterator(ByteBuffer(bytes: bytes))
        arena.reset()
        do throws(RecordError) {
            while let batch = try iterator.next() { try decoder.decode(batch, into: arena) }
        } catch {
            #expect(arena.byteCount == 0 && arena.records.isEmpty)
            return false
        }
        for record in arena.records {
            #expect(record.keyCount == -1 || arena.key(of: record)?.count == record.keyCount)
            #expect(record.valueCount == -1 || arena.value(of: record)?.count == record.valueCount)
            #expect(Array(arena.headers(of: record)).count == record.headerCount)
        }
        return true
    }
}
