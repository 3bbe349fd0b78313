import KFrame
import KFrameScan
import KafkaLocal
import KafkaLog
import KafkaWire
import Testing

/// A receipt, saved and read again.
@Suite struct ReplayTests {
    static let questions: [@Sendable (inout ReadOptions) -> Void] = [
        { _ in }, { $0.limit = 13 },
        {
            $0.limit = 5
            $0.order = .time
        },
        { $0.filter = "n > 4 AND _timestamp < '2022-09-22T12:00:09Z'" },
        {
            $0.filter = "_partition = 1"
            $0.columns = ["n", "_offset"]
        },
        { $0.onError = .skip }, { $0.late = .exact },
    ]

    @Test("a receipt read again gives the same rows, also after more was appended", arguments: questions.indices)
    func replay(_ question: Int) async throws {
        let log = try TestLog(LimitAndOrderTests.records + TestRecord.events(["oops"], partition: 2))
        var options = ReadOptions()
        Self.questions[question](&options)
        let first = try await log.reader().read(
            "t", from: "2022-09-22T12:00:01Z", to: "2022-09-22T13:00Z", options: options)
        let saved = try first.receipt.json()
        try log.write("t", partitions: 3, LimitAndOrderTests.records, batching: .one)
        let again = try await log.reader().replay(try ReadReceipt(json: saved))
        #expect(again.allRows == first.allRows)
        #expect(again.allFields == first.allFields)
        #expect(again.receipt.sums == first.receipt.sums)
        #expect(again.receipt.partitions.map(\.end) == first.receipt.partitions.map(\.end))
        let third = try await log.reader().replay(try ReadReceipt(json: try again.receipt.json()))
        #expect(third.allRows == first.allRows)
    }

    /// A topic of a few events that has an id.
    private static func log(_ events: Int, id: KafkaUUID) throws -> TestLog {
        let log = try TestLog()
        let directory = try WritableLogDirectory(path: log.path)
        try directory.create(PartitionName(topic: "t", partition: 0), topicID: id)
        directory.unlock()
        try log.write("t", partitions: 1, TestRecord.events(Array(repeating: "{}", count: events)))
        return log
    }

    @Test("a topic that was deleted and created anew is told by its id, at once", arguments: [3, 9], [true, false])
    func anotherTopic(_ events: Int, _ isCluster: Bool) async throws {
        let (old, new) = (KafkaUUID(high: 1, low: 2), KafkaUUID(high: 3, low: 4))
        let first = try await Self.log(5, id: old).frame()
        let receipt = try ReadReceipt(json: try first.receipt.json())
        #expect(try await Self.log(events, id: old).reader().recordSource.topicID(of: "t") == "\(old)")
        let log = try Self.log(events, id: new)
        let error =
            isCluster
            ? try await log.withBroker { broker in
                let reader = try await Reader(.cluster([broker.bootstrapServers]))
                let error = await failure { try await reader.replay(receipt) }
                await reader.close()
                return error
            } : await failure { try await log.reader().replay(receipt) }
        #expect(error?.code == .truncated)
        #expect(error?.message.contains("that had the id \(old), and this one has \(new)") == true, "\(error as Any)")
    }

    @Test("offsets that are not there are told at once, also of a topic whose id nobody knows")
    func missingOffsets() async throws {
        let receipt = try ReadReceipt(
            json: try await TestLog(TestRecord.events(["{}"]) + TestRecord.events(["{}", "{}", "{}"], partition: 1))
                .frame().receipt.json())
        let shorter = try TestLog(TestRecord.events(["{}"]) + TestRecord.events(["{}", "{}"], partition: 1))
        var error = await failure { try await shorter.reader().replay(receipt) }
        #expect(error?.code == .truncated && error?.partition == 1)
        #expect(
            error?.message.hasPrefix("partition 1 of t ends at offset 2, and the receipt goes to 3.") == true,
            "\(error as Any)")
        error = try await shorter.withBroker { broker in
            let reader = try await Reader(.cluster([broker.bootstrapServers]))
            let error = await failure { try await reader.replay(receipt) }
            await reader.close()
            return error
        }
        #expect(error?.code == .truncated && error?.partition == 1)
        error = await failure { try await TestLog(TestRecord.events(["{}"])).reader().replay(receipt) }
        #expect(error?.code == .unknownPartition && error?.partition == 1)
    }

    @Test("values that were taken for text stay text, whatever comes first later")
    func values() async throws {
        let log = try TestLog(TestRecord.events(["plain", "text"]))
        let first = try await log.frame()
        let again = try await log.reader().replay(try ReadReceipt(json: try first.receipt.json()))
        #expect(again.allRows == first.allRows)
    }

    @Test("what is no receipt, or contradicts itself, is refused", arguments: ["", "{}", "[1]", "null"])
    func refused(_ json: String) throws {
        #expect {
            try ReadReceipt(json: json)
        } throws: { error in
            (error as? KFrameError)?.code == .invalidReceipt
        }
    }

    @Test("a receipt that was tampered with is refused")
    func tampered() async throws {
        let json = try await TestLog(TestRecord.events(["{}", "{}"])).frame().receipt.json()
        for (from, to) in [
            ("\"version\" : 1", "\"version\" : 2"), ("\"order\" : \"partition\"", "\"order\" : \"random\""),
        ] {
            let changed = json.replacing(from, with: to)
            #expect(changed != json)
            let error = await failure {
                try await TestLog(TestRecord.events(["{}"])).reader().replay(try ReadReceipt(json: changed))
            }
            #expect(error?.code == .invalidReceipt)
        }
    }
}
