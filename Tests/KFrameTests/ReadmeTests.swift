import GoldenData
import KFrame
import KafkaLocal
import Testing

/// The README's Swift, word for word, compiled and run.
@Suite struct ReadmeTests {
    func newAppEvents(in servers: [String]) async throws -> Frame {
        let reader = try await Reader(.cluster(servers))
        let frame = try await reader.read(
            "clickstream", from: "2022-09-22T12:00Z", to: "2022-09-22T14:00Z",
            where: "writeKey = 'newapp_2022_test_key'")
        await reader.close()

        print(frame)  // a table: head, tail, types
        let types = frame["type"]?.texts ?? []  // [String?], a column at a time
        print("\(frame.count) rows, \(types.filter { $0 == "page" }.count) of them pages")
        for row in frame.rows.prefix(3) {
            print(row["_timestamp"] ?? .null, row["messageId"] ?? .null)
        }
        print(frame.receipt.total.delivered, frame.receipt.notes)
        return frame
    }

    @Test func theExampleRuns() async throws {
        var options = BrokerOptions()
        options.isReadOnly = true
        let broker = try await LocalBroker.start(directory: GoldenFiles.logDirectory, options: options)
        let frame = try await newAppEvents(in: [broker.bootstrapServers])
        #expect(frame.count == 88)
        #expect(frame.receipt.total.delivered == 88)
        #expect(frame["type"]?.texts?.count == 88)
        await broker.shutdown()
    }
}
