import GoldenData
import KafkaLog
import KafkaWire
import Testing

@Suite("Offsets by time are the real broker's")
struct OffsetForTimestampTests {
    /// The broker was restarted after these were asked, and its epoch grew; the files are of the last run.
    static let restarted: Set<String> = ["multiblock", "retained-stale", "unclosed"]

    @Test("P01 P02 P06 P07 P08 P17 every probe of every topic", arguments: try ExpectedOffsets.topics())
    func everyProbe(topic: String) throws {
        let expected = try ExpectedOffsets.load(topic: topic)
        let directory = try GoldenLog.directory()
        for partition in expected.partitions {
            let log = try directory.partition(topic, partition)
            #expect(log.logStartOffset == expected.logStart[partition])
            #expect(log.logEndOffset == expected.highWatermark[partition])
            #expect(try log.lastStableOffset == expected.lastStable[partition])
            for (isolation, probes) in [
                (IsolationLevel.readUncommitted, expected.forTimes),
                (.readCommitted, expected.forTimesReadCommitted ?? expected.forTimes),
            ] {
                for probe in probes {
                    let listed = try log.offset(forTimestamp: probe.timestamp, isolation: isolation)
                    #expect(
                        [listed.offset, listed.timestamp] == [probe.offsets[partition], probe.timestamps[partition]],
                        "\(topic)-\(partition) at \(probe.timestamp), \(isolation)")
                    #expect((listed.leaderEpoch >= 0) == (listed.offset >= 0))
                }
            }
        }
    }

    @Test("the log's start, end and largest timestamp", arguments: try ExpectedOffsets.topics())
    func specialTimestamps(topic: String) throws {
        let expected = try ExpectedOffsets.load(topic: topic)
        let directory = try GoldenLog.directory()
        for partition in expected.partitions {
            let log = try directory.partition(topic, partition)
            func listed(_ timestamp: Int64, _ isolation: IsolationLevel = .readUncommitted) throws -> ListedOffset {
                try log.offset(forTimestamp: timestamp, isolation: isolation)
            }
            #expect(try listed(SpecialTimestamp.earliest) == expected.earliest[partition].map(ListedOffset.init))
            #expect(try listed(SpecialTimestamp.earliestLocal) == expected.earliest[partition].map(ListedOffset.init))
            #expect(
                try listed(SpecialTimestamp.maxTimestamp) == expected.maxTimestamp[partition].map(ListedOffset.init))
            #expect(try listed(SpecialTimestamp.latestTiered) == .none)
            let latest = try listed(SpecialTimestamp.latest)
            #expect(latest.offset == expected.latest[partition]?.offset)
            if !Self.restarted.contains(topic) {
                #expect(latest == expected.latest[partition].map(ListedOffset.init))
            }
            if let committed = expected.latestReadCommitted {
                #expect(
                    try listed(SpecialTimestamp.latest, .readCommitted) == committed[partition].map(ListedOffset.init))
            }
        }
    }

    @Test("a largest timestamp beyond the last stable offset is none at read_committed")
    func maxTimestampAtReadCommitted() throws {
        let log = try GoldenLog.directory().partition("open-transaction", 0)
        #expect(try log.offset(forTimestamp: SpecialTimestamp.maxTimestamp).offset == 24)
        #expect(try log.offset(forTimestamp: SpecialTimestamp.maxTimestamp, isolation: .readCommitted) == .none)
    }

    @Test("a segment without records counts with its file's time")
    func fileTimes() throws {
        // With a time before all probes the zero-byte segments are passed over, and the answers are the true ones.
        let early = try LogDirectory(path: GoldenFiles.logDirectory, fileTimes: FileTimes { _ in 0 })
            .partition("compacted-tail", 0)
        #expect(try early.offset(forTimestamp: 1_663_840_816_000).offset == 15)
        // With none given, the file system's own are taken: those of the copy, later than every record.
        let copied = try LogDirectory(path: GoldenFiles.logDirectory).partition("compacted-tail", 0)
        #expect(try copied.offset(forTimestamp: 1_663_840_816_000) == .none)
    }
}

extension ListedOffset {
    init(_ listed: ExpectedOffsets.Listed) {
        self.init(offset: listed.offset, timestamp: listed.timestamp, leaderEpoch: listed.leaderEpoch)
    }
}
