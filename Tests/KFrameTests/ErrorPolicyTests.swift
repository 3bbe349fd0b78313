import KFrame
import Testing

/// What becomes of rows whose value cannot be decoded.
@Suite struct ErrorPolicyTests {
    static let values = [#"{"a":1}"#, #"{"a":2"#, #"{"a":3}"#, "oops", #"{"a":5}"#]

    @Test("P31 keep: a bad record among good ones stays, with the reason and its bytes")
    func keep() async throws {
        let frame = try await TestLog(TestRecord.events(Self.values)).frame()
        #expect(frame.eventFields == ["_error: utf8", "_raw: utf8", "a: int64"])
        #expect(frame["_raw"]?.texts == [nil, #"{"a":2"#, nil, "oops", nil])
        #expect(frame["a"]?.ints == [1, nil, 3, nil, 5])
        #expect(frame.receipt.total.delivered == 5)
        #expect(frame.receipt.total.withError == 2)
    }

    @Test("P31 skip: left out and counted, with the places of the first")
    func skip() async throws {
        let log = try TestLog(TestRecord.events(Self.values))
        let frame = try await log.frame { $0.onError = .skip }
        #expect(frame.eventFields == ["a: int64"])
        #expect(frame["_offset"]?.ints == [0, 2, 4])
        #expect(frame.receipt.total.delivered == 3)
        #expect(frame.receipt.total.undecodable == 2)
        #expect(frame.receipt.total.withError == 0)
        let places = frame.receipt.notes.filter { $0.contains("could not be decoded") }
        #expect(
            places.map { $0.prefix(43) } == [
                "partition 0 offset 1 could not be decoded: ", "partition 0 offset 3 could not be decoded: ",
            ])
    }

    @Test("P31 fail: always the first in plan order, whatever job it lies in")
    func fail() async throws {
        let good = TestRecord.events(Array(repeating: #"{"a":1}"#, count: 40))
        let bad = TestRecord.events(["oops"])
        let log = try TestLog(
            good + bad + good + bad + TestRecord.events(["oops"], partition: 1), batching: .records(1))
        var limits = ReadLimits()
        limits.recordsPerJob = 1
        limits.workerCount = 4
        for _ in 0..<10 {
            var options = ReadOptions()
            options.onError = .fail
            let error = await failure { [options, limits] in try await log.frame(options, limits: limits) }
            #expect(error?.code == .undecodableValue)
            #expect(error?.topic == "t")
            #expect(error?.partition == 0)
            #expect(error?.offset == 40)
            #expect(error?.message.hasPrefix("the value at t partition 0 offset 40 cannot be decoded: ") == true)
        }
    }

    @Test("a limit that is reached before a bad row ends the read without an error")
    func limitBeforeBad() async throws {
        let log = try TestLog(
            TestRecord.events(Array(repeating: #"{"a":1}"#, count: 20) + ["oops"]), batching: .records(1))
        var limits = ReadLimits()
        limits.recordsPerJob = 1
        var options = ReadOptions()
        options.onError = .fail
        options.limit = 20
        for _ in 0..<10 { #expect(try await log.frame(options, limits: limits).count == 20) }
        options.limit = 21
        let error = await failure { [options, limits] in try await log.frame(options, limits: limits) }
        #expect(error?.offset == 20)
    }

    @Test("under a filter a bad row is undecodable, filtered or delivered by what the filter can tell")
    func filtered() async throws {
        let log = try TestLog(TestRecord.events(Self.values))
        let byValue = try await log.frame(where: "a >= 3") { _ in }
        #expect(byValue["a"]?.ints == [3, 5])
        #expect(byValue.receipt.total.undecodable + byValue.receipt.total.filtered == 3)
        #expect(byValue.receipt.total.undecodable >= 1)
        let byPlace = try await log.frame(where: "_offset = 1 OR a = 5") { _ in }
        #expect(byPlace["_offset"]?.ints == [1, 4])
        #expect(byPlace.receipt.total.withError == 1)
        let byError = try await log.frame(where: "_error IS NOT NULL") { _ in }
        #expect(byError["_offset"]?.ints == [1, 3])
        let without = try await log.frame(where: "_offset >= 3 AND _error IS NULL") { $0.onError = .fail }
        #expect(without["_offset"]?.ints == [4])
    }
}
