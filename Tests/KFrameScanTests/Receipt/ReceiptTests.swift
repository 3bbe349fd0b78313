import Foundation
import KFrameScan
import KafkaRecords
import KafkaWire
import Testing

/// A receipt proves a read: it adds up, can be saved, and run again.
@Suite struct ReceiptTests {
    @Test("JSON and back is the same, in sorted keys and Kafka's own words")
    func roundTrip() throws {
        for receipt in [ReceiptFixture.receipt(), ReceiptFixture.receipt(late: .exact), ReceiptFixture.plain()] {
            let json = try receipt.json()
            #expect(try Receipt(json: json) == receipt)
            #expect(try Receipt(json: json).json() == json)
        }
        let text = String(decoding: try ReceiptFixture.receipt().json(), as: UTF8.self)
        for word in [#""read_committed""#, #""time-lookup""#, #""header-scan""#, #""snapshot""#, "cluster abc"] {
            #expect(text.contains(word))
        }
    }

    @Test("what is no receipt, or one of another version")
    func unreadable() throws {
        let good = String(decoding: try ReceiptFixture.receipt().json(), as: UTF8.self)
        for text in [
            "", "{}", "[]", "null", "not json", good.replacingOccurrences(of: "read_committed", with: "dirty"),
        ] {
            let error = #expect(throws: ScanError.self) { try Receipt(json: Data(text.utf8)) }
            #expect(error?.code == .invalidReceipt && error?.message.hasPrefix("this is not a kframe receipt") ?? false)
        }
        var later = ReceiptFixture.receipt()
        later.version = 2
        let json = try later.json()
        let error = #expect(throws: ScanError.self) { try Receipt(json: json) }
        #expect(error?.message == "the receipt is of version 2; this kframe reads version 1")
    }

    @Test("a saved receipt that contradicts itself")
    func contradictions() throws {
        let changes: [@Sendable (inout Receipt) -> Void] = [
            { $0.partitions.removeLast() },
            { $0.partitions.swapAt(0, 1) },
            { $0.partitions[0].partition = 7 },
            { $0.partitions[0].start = -1 },
            { $0.partitions[0].end = $0.partitions[0].start - 1 },
            { $0.plan.partitions.append($0.plan.partitions[0]) },
            { receipt in
                // The same partition twice would be read by two at once.
                receipt.plan.partitions[1].partition = 0
                receipt.partitions[1].partition = 0
            },
            { $0.partitions[0].counts.delivered = -5 },
        ]
        for change in changes {
            var receipt = ReceiptFixture.receipt()
            change(&receipt)
            let json = try receipt.json()
            let error = #expect(throws: ScanError.self) { try Receipt(json: json) }
            #expect(error?.code == .invalidReceipt && error?.message.contains("contradicts itself") ?? false)
        }
    }

    @Test("a receipt that adds up, and every count that is one off")
    func check() throws {
        let good = ReceiptFixture.receipt()
        try good.check()
        let counts: [WritableKeyPath<ScanCounts, Int64>] = [
            \.delivered, \.outside, \.filtered, \.undecodable, \.limited, \.control, \.aborted, \.missing,
        ]
        for count in counts {
            for delta in [Int64(-1), 1, .max] {
                var bad = good
                bad.partitions[1].counts[keyPath: count] &+= delta
                let error = #expect(throws: ScanError.self) { try bad.check() }
                #expect(error?.code == .receiptDoesNotAddUp && error?.topic == "events" && error?.partition == 4)
                let part = bad.partitions[1]
                #expect(error?.message.contains("\(part.counts.accounted) are accounted for") ?? false)
                #expect(error?.message.contains("\(part.start) to \(part.end) are \(part.end - part.start)") ?? false)
            }
        }
        var short = good
        short.partitions[0].end -= 1
        #expect(throws: ScanError.self) { try short.check() }
        // What is a part of another count changes no sum.
        var parts = good
        parts.partitions[0].counts.late += 1
        parts.partitions[0].counts.withError += 1
        try parts.check()
    }

    @Test("a replay reads exactly the offsets that were read, without a look-up")
    func replay() {
        let receipt = ReceiptFixture.receipt()
        let plan = receipt.replayPlan()
        #expect(plan.range == receipt.plan.range && plan.isolation == receipt.plan.isolation)
        #expect(plan.topic == "events" && plan.partitions.map(\.partition) == [0, 4])
        for (planned, read) in zip(plan.partitions, receipt.partitions) {
            #expect(planned.start == read.start && planned.end == read.end)
            #expect(planned.startReason == .given && planned.endReason == .given && planned.endTime == nil)
            #expect(planned.snapshotEnd >= planned.end)
            let cursor = PartitionCursor(plan: planned, range: plan.range)
            #expect(cursor.end == read.end && cursor.endIsConfirmed)
        }
        // Read beyond the snapshot of its plan: the end still is the receipt's.
        var beyond = receipt
        beyond.partitions[1].end = 99_000
        #expect(beyond.replayPlan().partitions[1].snapshotEnd == 99_000)
    }

    @Test("the same rows when it is run again", arguments: [Int64(7), 23, 31, 50])
    func replayRows(_ cut: Int64) async throws {
        var maker = LogMaker()
        for index in 0..<6 {
            try maker.records((0..<8).map { Int64(index * 8 + $0) * 10 }, codec: .lz4)
            try maker.marker(.commit, producer: 1, timestamp: 1 << 40)
        }
        let source = ScriptedSource(ScriptedLog(maker))
        let plan = try await PlannerFixture.plan(source, from: 50, to: 300, late: .allowance(milliseconds: 40))
        let first = try await ScanDrain.run(source, plan)
        var receipt = ReceiptFixture.plain()
        receipt.plan = plan
        receipt.partitions = [
            PartitionReceipt(
                partition: 0, start: plan.partitions[0].start, end: first.outcomes[0].end,
                timestampTypes: first.outcomes[0].timestampTypes, counts: first.tallies[0].counts, bytesFetched: 0)
        ]
        try receipt.check()
        let again = try await ScanDrain.run(source, try Receipt(json: try receipt.json()).replayPlan())
        #expect(again.rows == first.rows && again.tallies[0].counts == first.tallies[0].counts)
        // Cut by a limit, anywhere: the rows below.
        receipt.partitions[0].end = max(cut, receipt.partitions[0].start)
        let shorter = try await ScanDrain.run(source, receipt.replayPlan())
        #expect(shorter.rows[0] == first.rows[0].filter { $0.offset < cut })
    }

    @Test("sums over partitions")
    func sums() {
        let receipt = ReceiptFixture.receipt()
        #expect(
            receipt.total.delivered == receipt.partitions[0].counts.delivered + receipt.partitions[1].counts.delivered)
        #expect(receipt.offsetCount == receipt.total.accounted && receipt.bytesFetched == 24_690)
    }
}
