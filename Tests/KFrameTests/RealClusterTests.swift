import Foundation
import KFrame
import Testing

/// Against a real cluster, where `KFRAME_TEST_BOOTSTRAP` names one: every topic is read from end to end, and the library
/// throws where a receipt does not add up.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["KFRAME_TEST_BOOTSTRAP"] != nil))
struct RealClusterTests {
    @Test func everyTopicIsReadFromEndToEnd() async throws {
        let servers = try #require(ProcessInfo.processInfo.environment["KFRAME_TEST_BOOTSTRAP"])
        let reader = try await Reader(.cluster([servers]))
        for topic in try await reader.topics() where topic.problem == nil {
            var uncommitted = ReadOptions()
            uncommitted.isolation = .uncommitted
            let all = try await reader.count(topic.name, from: "earliest", to: "latest", options: uncommitted)
            let committed = try await reader.count(topic.name, from: "earliest", to: "latest")
            #expect(committed.total <= all.total)
            #expect(all.total <= topic.offsetCount)
        }
        await reader.close()
    }
}
