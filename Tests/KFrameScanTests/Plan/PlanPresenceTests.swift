import KFrameScan
import KafkaWire
import Testing

/// A plan of another day, before it is carried out.
@Suite struct PlanPresenceTests {
    private let range = TimeRange(from: nil, to: nil)

    @Test("leader epochs that have gone back are those of another topic")
    func epochs() async throws {
        let source = ScriptedSource(try .plain(10))
        var plan = source.wholePlan()
        plan.partitions[0].leaderEpoch = 7
        source.onOffsets { (query, _) throws(ScanError) in
            OffsetAnswer(partition: query.partition, offset: 10, timestamp: -1, leaderEpoch: 7)
        }
        try await plan.checkPresence(in: source)
        source.onOffsets { (query, _) throws(ScanError) in
            OffsetAnswer(partition: query.partition, offset: 10, timestamp: -1, leaderEpoch: 6)
        }
        let error = await #expect(throws: ScanError.self) { try await plan.checkPresence(in: source) }
        #expect(error?.code == .truncated && error?.partition == 0)
        #expect(error?.message.contains("is in leader epoch 6, and was in 7") == true)
        // Nothing is asked of a partition of which nothing is wanted.
        plan.partitions[0].end = plan.partitions[0].start
        try await plan.checkPresence(in: source)
    }
}
