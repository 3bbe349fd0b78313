import KFrame
import KFrameScan
import KafkaRecords
import Testing

/// Two hours of a day cost the bytes of two hours.
@Suite struct RangeBytesTests {
    private static let minute: Int64 = 60_000
    private static let midnight = TestRecord.noon - 720 * minute

    /// An event each four seconds for a day, by turns in two partitions, in batches of about a minute. Those of the
    /// `backfilled` minutes carry the time of the day before.
    private static func day(backfilled: Range<Int64> = 0..<0) -> [TestRecord] {
        var random = SplitMix(state: 3)
        return (0..<Int64(21_600)).map { index in
            let time = midnight + index * 4_000
            let isOld = backfilled.contains((time - midnight) / minute)
            let noise = (0..<40).map { _ in String(random.below(1 << 30), radix: 36) }.joined()
            return TestRecord(
                #"{"n":\#(index),"noise":"\#(noise)"}"#, partition: Int32(index % 2),
                at: isOld ? time - 1_440 * minute : time)
        }
    }

    @Test(
        "the bytes fetched are those of the range and of the allowance, and a tenth more",
        arguments: [CompressionCodec.none, .lz4, .zstd])
    func twoHours(_ codec: CompressionCodec) async throws {
        let log = try TestLog(Self.day(), batching: .records(8), codec: codec)
        let reader = try await log.reader()
        let whole = try await reader.count("t", from: "earliest", to: "latest").receipt
        let day = whole.partitions.reduce(0) { $0 + $1.bytesFetched }
        let counts = try await reader.count("t", from: "2022-09-22T12:00Z", to: "2022-09-22T14:00Z")
        #expect(counts.total == 2 * 900)
        let fetched = counts.receipt.partitions.reduce(0) { $0 + $1.bytesFetched }
        // Of a day's 1,440 minutes, 120 and ten of allowance.
        #expect(fetched >= day * 120 / 1_440)
        #expect(fetched <= day * 120 / 1_440 * 11 / 10 + day * 10 / 1_440)
    }

    @Test("a batch whose times are all before the range is not unpacked, and the receipt counts it")
    func pruned() async throws {
        // From 12:30 to 13:00.
        let log = try TestLog(Self.day(backfilled: 750..<780), batching: .records(5), codec: .lz4)
        let counts = try await log.reader().count("t", from: "2022-09-22T12:00Z", to: "2022-09-22T14:00Z")
        #expect(counts.total == 90 * 15)
        let total = counts.receipt.total
        // 225 records of each partition, of which the first and the last batch may be mixed.
        #expect((88...90).contains(total.batchesPruned))
        #expect(total.outside >= 450 && total.batchesRead <= 304)
    }
}
