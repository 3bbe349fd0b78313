import GoldenData
import Testing

/// The loaders of the golden data find what the fixtures' README says is there.
struct GoldenDataTests {
    @Test(
        "records by topic",
        arguments: [
            ("clickstream", 6_000, 6_000), ("late-events", 917, 917), ("append-time", 134, 134),
            ("mixed-time", 142, 142), ("transactions", 129, 81), ("open-transaction", 22, 8), ("compacted", 42, 42),
            ("compacted-tombstones", 59, 59), ("compacted-txn", 8, 8), ("compacted-tail", 8, 8),
            ("edge-values", 131, 131), ("retained", 127, 127), ("retained-stale", 127, 127),
            ("timestamps-odd", 100, 100), ("recompressed", 90, 90), ("multiblock", 36, 36), ("unclosed", 120, 120),
            ("empty", 0, 0),
        ])
    func records(topic: String, count: Int, committed: Int) throws {
        let records = try ExpectedRecord.load(topic: topic)
        #expect(records.count == count)
        #expect(try CommittedOffset.expectedRecords(topic: topic).count == committed)
        let offsets = try ExpectedOffsets.load(topic: topic)
        for record in records {
            let start = try #require(offsets.logStart[record.partition])
            let end = try #require(offsets.highWatermark[record.partition])
            #expect((start..<end).contains(record.offset))
            #expect(record.timestampType != nil)
        }
        #expect(!offsets.forTimes.isEmpty)
        for probe in offsets.forTimes {
            #expect(Set(probe.offsets.keys) == Set(offsets.partitions))
            for partition in offsets.partitions {
                let first = records.first { $0.partition == partition && $0.timestamp >= probe.timestamp }
                #expect(probe.firstRecord(partition: partition) == first?.offset ?? -1, "\(topic) \(probe.timestamp)")
            }
        }
    }

    @Test("every topic has offsets, transactional ones twice")
    func offsets() throws {
        let topics = try ExpectedOffsets.topics()
        #expect(topics.count == 18)
        let transactional = try topics.filter { try ExpectedOffsets.load(topic: $0).forTimesReadCommitted != nil }
        #expect(transactional == ["compacted-tail", "compacted-txn", "open-transaction", "transactions"])
        let open = try ExpectedOffsets.load(topic: "open-transaction")
        #expect(open.lastStable == [0: 9])
        #expect(open.highWatermark == [0: 25])
    }

    @Test("values, headers and timestamps of single records")
    func edgeValues() throws {
        let records = try ExpectedRecord.load(topic: "edge-values")
        #expect(records[0].key == Array("k".utf8))
        #expect(records[0].value == nil)
        #expect(records[3].value == [])
        #expect(records.first { $0.offset == 129 }?.value?.count == 1 << 20)
        #expect(records.contains { $0.headers == [.init(name: "nullh", value: nil)] })
        #expect(Set(try ExpectedRecord.load(topic: "append-time").map(\.timestampType)) == [.append])
    }

    @Test("legacy and corrupt cases")
    func cases() throws {
        let legacy = try LegacyCase.all()
        #expect(legacy.count == 13)
        #expect(legacy.allSatisfy { !$0.bytes.isEmpty && !$0.records.isEmpty })
        let corrupt = try CorruptCase.all()
        #expect(corrupt.count == 91)
        #expect(corrupt.filter(\.isDirectory).count == 5)
        for entry in corrupt {
            #expect(try entry.logBytes().isEmpty == (entry.name == "98-empty-file.log"))
        }
    }
}
