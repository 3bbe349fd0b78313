import Clickstream
import KFrame
import KFrameDemo
import Testing

@testable import KFrameCLI

@Suite struct DemoDataTests {
    @Test func theDemoHoldsTheDay() async throws {
        let directory = try TemporaryDirectory(prefix: "kframe-demo-test")
        defer { directory.remove() }
        #expect(try DemoData(eventCount: 5_000).write(to: directory.path))
        #expect(try !DemoData(eventCount: 5_000).write(to: directory.path), "a second time it is left as it is")
        let reader = try await Reader(.logDirectory(directory.path))
        let counts = try await reader.count(Clickstream.topic, from: "earliest", to: "latest")
        #expect(counts.total == 5_000)
        #expect(counts.receipt.partitions.count == Int(Clickstream.partitionCount))
        let expected = ClickstreamGenerator(eventCount: 5_000).filter {
            $0.timestamp >= 1_663_848_000_000 && $0.timestamp < 1_663_855_200_000
        }
        let range = try await reader.count(Clickstream.topic, from: "2022-09-22T12:00Z", to: "2022-09-22T14:00Z")
        #expect(range.total == Int64(expected.count))
    }
}
