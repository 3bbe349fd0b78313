import KafkaRecords
import Testing

/// The variable-length numbers of a record, seen through records that hold them.
@Suite struct VarintTests {
    /// A record whose timestamp delta is the bytes given.
    private func timestamp(_ bytes: [UInt8], base: Int64 = 0) -> RecordSetReading {
        RecordSetReading(
            BatchBytes.batch(payload: BatchBytes.record([0] + bytes + [0, 1, 1, 0]), baseTimestamp: base))
    }

    /// A record whose value length is the bytes given, with that value.
    private func value(_ bytes: [UInt8], value: [UInt8]) -> RecordSetReading {
        RecordSetReading(BatchBytes.batch(payload: BatchBytes.record([0, 0, 0, 1] + bytes + value + [0])))
    }

    @Test func everyPowerOfTwoAndItsNeighbours() {
        var deltas: [Int64] = [0, Int64.max, Int64.min, Int64.min + 1]
        for bit in 0..<63 {
            let power = Int64(1) << Int64(bit)
            deltas += [power - 1, power, power + 1, -power - 1, -power, -power + 1]
        }
        for delta in deltas {
            let reading = timestamp(BatchBytes.varint(delta))
            #expect(reading.error == nil, "\(delta)")
            #expect(reading.records.map(\.timestamp) == [delta])
        }
    }

    @Test func lengthsAtTheBordersOfOneTwoAndThreeBytes() {
        for count in [0, 1, 62, 63, 64, 65, 8190, 8191, 8192, 8193, 1_048_575, 1_048_576] {
            let bytes = [UInt8](repeating: 0x61, count: count)
            let reading = value(BatchBytes.varint(Int64(count)), value: bytes)
            #expect(reading.records.map(\.value) == [bytes])
        }
    }

    /// More bytes than needed are allowed, up to the five or ten that such a number may have.
    @Test func overlongNumbers() {
        #expect(
            timestamp([0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00]).records.map(\.timestamp) == [1])
        #expect(value([0x82, 0x80, 0x80, 0x80, 0x00], value: [9]).records.map(\.value) == [[9]])
        #expect(timestamp([0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00]).error != nil)
        #expect(value([0x82, 0x80, 0x80, 0x80, 0x80, 0x00], value: [9]).error != nil)
    }

    @Test func numbersThatDoNotFit() {
        // The tenth byte of 64 bits holds one bit, the fifth byte of 32 bits holds four.
        #expect(timestamp([UInt8](repeating: 0xFF, count: 9) + [0x01]).records.map(\.timestamp) == [Int64.min])
        #expect(timestamp([UInt8](repeating: 0xFF, count: 9) + [0x02]).error?.code == .invalidRecord)
        #expect(value([0xFF, 0xFF, 0xFF, 0xFF, 0x1F], value: []).error?.code == .invalidRecord)
        #expect(value([0xFF, 0xFF, 0xFF, 0xFF, 0x0F], value: []).error?.code == .invalidRecord)
        #expect(value([0xFE, 0xFF, 0xFF, 0xFF, 0x0F], value: []).error?.code == .invalidRecord)
    }

    @Test("P06 timestamps that overflow are errors not traps")
    func timestampsThatOverflowAreErrorsNotTraps() {
        #expect(timestamp(BatchBytes.varint(1), base: Int64.max).error?.code == .invalidTimestamp)
        #expect(timestamp(BatchBytes.varint(-1), base: Int64.min).error?.code == .invalidTimestamp)
        #expect(timestamp(BatchBytes.varint(-1), base: Int64.max).records.map(\.timestamp) == [Int64.max - 1])
    }

    @Test("P06 the timestamps minus one and zero")
    func theTimestampsMinusOneAndZero() {
        #expect(timestamp(BatchBytes.varint(0), base: -1).records.map(\.timestamp) == [-1])
        #expect(timestamp(BatchBytes.varint(1), base: -1).records.map(\.timestamp) == [0])
        #expect(timestamp(BatchBytes.varint(-6), base: 5).records.map(\.timestampType) == [nil])
    }
}
