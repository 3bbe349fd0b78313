import Foundation
import GoldenData
import KafkaLocal

/// The logs that are read, and every record in them.
struct SoakWorld: Sendable {
    let directory: String
    let golden: [KnownTopic]
    let generated: GeneratedTopic

    /// Copies the golden topics, and writes the generated one beside them.
    init(in directory: String, seed: UInt64) throws {
        self.directory = directory + "/log"
        try FileManager.default.copyItem(atPath: GoldenFiles.logDirectory, toPath: self.directory)
        golden = try KnownTopic.goldenNames.map { try KnownTopic(golden: $0) }
        generated = try GeneratedTopic(at: self.directory, others: directory + "/others", seed: seed)
    }

    /// Three brokers in three racks.
    func startCluster() async throws -> LocalCluster {
        var options = BrokerOptions()
        options.isReadOnly = true
        options.selectsReplicaByRack = true
        return try await LocalCluster.start(
            directory: directory,
            nodes: [.init(1, rack: "a"), .init(2, rack: "b"), .init(3, rack: "c")], options: options)
    }
}
