import Foundation
import GoldenData
import KafkaLog
import KafkaWire
import TestSupport
import Testing

@Suite("Log directories")
struct LogDirectoryTests {
    @Test("the topics of the golden directory")
    func topics() throws {
        let topics = try GoldenLog.directory().topics()
        #expect(topics.map(\.name) == (try ExpectedOffsets.topics()).sorted())
        for topic in topics {
            #expect(topic.partitions == (try ExpectedOffsets.load(topic: topic.name)).partitions)
        }
    }

    @Test("one topic by its name, beside others that begin with it")
    func oneTopic() throws {
        let directory = try TemporaryDirectory()
        for name in ["a-10", "a-2", "a-b-0", "ab-0", "a-b", "a-3.5ab-future"] {
            try directory.write([], to: "\(name)/00000000000000000000.log")
        }
        try directory.write([], to: "a-4")
        let log = try LogDirectory(path: directory.path)
        #expect(try log.topic("a")?.partitions == [2, 10])
        #expect(try log.topic("a-b")?.partitions == [0])
        #expect(try log.topic("b") == nil && log.topic("") == nil)
        for topic in try log.topics() { #expect(try log.topic(topic.name) == topic) }
    }

    @Test("directory names that are partitions, and others")
    func names() {
        #expect(PartitionName(directoryName: "a-0") == PartitionName(topic: "a", partition: 0))
        #expect(PartitionName(directoryName: "a-b.c_d-12") == PartitionName(topic: "a-b.c_d", partition: 12))
        #expect(PartitionName(directoryName: "-a--3") == PartitionName(topic: "-a-", partition: 3))
        for name in [
            "a", "a-", "-0", "a-00", "a-+1", "a-01", "a-2147483648", "..-0", ".-0", "a b-0", "ä-0",
            "t-0.9af64ab1a1a6403d8ab1d5ea2c4ffb9f-delete", "t-0.5ab-future", "t-0.5ab-stray",
            String(repeating: "x", count: 250) + "-0",
        ] {
            #expect(PartitionName(directoryName: name) == nil, "\(name)")
        }
    }

    @Test("topic ids, leader epochs, log starts and the cluster")
    func metadata() throws {
        let directory = try GoldenLog.directory()
        #expect(try directory.partition("clickstream", 0).topicID == KafkaUUID("KSXrFSa3R6e4pSHPSsfX2g"))
        #expect(
            try directory.partition("mixed-time", 0).leaderEpochs.entries == [
                .init(epoch: 0, startOffset: 0), .init(epoch: 2, startOffset: 79), .init(epoch: 6, startOffset: 142),
            ])
        #expect(
            try directory.logStartOffsets() == [
                PartitionName(topic: "retained", partition: 0): 119,
                PartitionName(topic: "retained-stale", partition: 0): 119,
            ])
        #expect(
            try directory.properties() == DirectoryProperties(clusterID: "8rM995XJTQSxJNl7h0LXxw", nodeID: 1))
    }

    @Test("what is missing is said to be missing")
    func missing() throws {
        let directory = try GoldenLog.directory()
        for (topic, partition) in [("clickstream", Int32(6)), ("no-such-topic", 0), ("..", 0), ("../log/empty", 0)] {
            #expect {
                try directory.partition(topic, partition)
            } throws: {
                ($0 as? LogError)?.code == .notFound
            }
        }
        #expect { try LogDirectory(path: "/no/such/directory") } throws: { ($0 as? LogError)?.code == .notFound }
    }

    @Test("damaged checkpoints are errors that name the file")
    func checkpoints() throws {
        for text in ["1\n0\n", "0\n2\nt 0 5\n", "0\n1\nt 0\n", "0\nx\n", "0\n1\nt zero 5\n"] {
            let directory = try TemporaryDirectory()
            try directory.write([], to: "t-0/00000000000000000000.log")
            try directory.write(Array(text.utf8), to: "log-start-offset-checkpoint")
            #expect {
                try LogDirectory(path: directory.path).partition("t", 0)
            } throws: { error in
                guard let error = error as? LogError else { return false }
                return error.code == .corrupt && error.description.contains("log-start-offset-checkpoint")
            }
        }
    }

    @Test("reading leaves the directory as it was")
    func readOnly() throws {
        let copy = try TemporaryDirectory()
        try copy.copy(GoldenFiles.logDirectory, to: "log")
        func state() throws -> [String: [AnyHashable]] {
            var state: [String: [AnyHashable]] = [:]
            for case let name as String in try #require(FileManager.default.enumerator(atPath: copy.path("log"))) {
                let attributes = try FileManager.default.attributesOfItem(atPath: copy.path("log/" + name))
                state[name] = [attributes[.size] as? Int, attributes[.modificationDate] as? Date]
            }
            return state
        }
        let before = try state()
        let directory = try LogDirectory(path: copy.path("log") + "/")
        for topic in try directory.topics() {
            for partition in topic.partitions {
                let log = try directory.partition(topic.name, partition)
                _ = try GoldenLog.batches(of: log)
                _ = try log.lastStableOffset
                _ = try log.offset(forTimestamp: 0)
                try log.refresh()
            }
        }
        #expect(try state() == before)
    }
}
