import KFrameScan
import KafkaRecords
import NIOCore
import Testing

/// P24: 1,000 partitions.
@Suite(.timeLimit(.minutes(15))) struct ManyPartitionsTests {
    @Test("P24 1,000 partitions on three brokers", arguments: [FetchScheduler.Delivery.planOrder, .any])
    func thousand(_ delivery: FetchScheduler.Delivery) async throws {
        var logs: [Int32: ScriptedLog] = [:]
        let kinds = [try ScriptedLog.plain(0), try .plain(1), try .plain(25), try .plain(60, valueBytes: 40)]
        for partition in Int32(0)..<1_000 {
            logs[partition] = kinds[Int(partition) % kinds.count]
            logs[partition]?.leader = partition % 3
        }
        let source = ScriptedSource(logs)
        var limits = FetchScheduler.Limits()
        limits.firstBytes = 1_000
        limits.partitionBytes = 10_000
        limits.fetchBytes = 100_000
        limits.readAheadBytes = 1_000_000
        let drain = try await ScanDrain.run(source, source.wholePlan(), delivery, limits)
        #expect(drain.rows.enumerated().allSatisfy { $0.element.count == [0, 1, 25, 60][$0.offset % 4] })
        // Partitions share fetches: far fewer of these than of those, some thirty in each.
        #expect(10 * source.fetches.count < source.fetches.reduce(0) { $0 + $1.partitions.count })
        #expect(source.fetches.allSatisfy { Set($0.partitions.map { Int32($0.partition % 3) }) == [$0.leader] })
    }
}
