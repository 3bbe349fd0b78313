import KFrame
import KFrameScan
import Testing

/// The stream of batches.
@Suite struct StreamTests {
    /// A reader whose streams take their columns from the first rows only.
    static func limits(schemaRows: Int = 50_000, schemaBytes: Int = 64 << 20, recordsPerJob: Int = 4) -> ReadLimits {
        var limits = ReadLimits()
        limits.schemaRows = schemaRows
        limits.schemaBytes = schemaBytes
        limits.recordsPerJob = recordsPerJob
        return limits
    }

    @Test("without later surprises a stream is the frame, with an empty _rest beside its columns")
    func sameAsFrame() async throws {
        let log = try TestLog(
            LimitAndOrderTests.records + [TestRecord(nil as [UInt8]?, partition: 2), TestRecord([0xFF], partition: 2)])
        let frame = try await log.frame()
        let stream = try await log.stream()
        #expect(stream.fields == frame.allFields.inserting("_rest: utf8", after: "_raw: binary"))
        #expect(stream.rows(without: "_rest") == frame.allRows)
        #expect(stream.column("_rest").allSatisfy { $0 == .null })
        #expect(stream.receipt?.sums == frame.receipt.sums)
        #expect(stream.batches.allSatisfy { $0.count > 0 })
        #expect(stream.batches.allSatisfy { Set($0["_partition"]?.ints ?? []).count == 1 })
    }

    @Test("fields that the first rows lack go to _rest under their flattened names, kframe's own too")
    func rest() async throws {
        var records = TestRecord.events([
            #"{"a":1}"#, #"{"a":2,"late":{"x":null,"y":[1,"z"]},"t":"2022-09-22T12:00:00Z"}"#, "oops", nil,
            #"{"a":3,"n":9223372036854775808}"#,
        ])
        records.append(TestRecord(#"{"a":4}"#, headers: [("h", "1")]))
        let log = try TestLog(records, batching: .one)
        let stream = try await log.stream(limits: Self.limits(schemaRows: 1))
        #expect(
            stream.fields == [
                "_partition: int32", "_offset: int64", "_timestamp: timestamp(ms)", "_key: utf8", "_rest: utf8",
                "a: int64",
            ])
        #expect(stream.column("a") == [.int(1), .int(2), .null, .null, .int(3), .int(4)])
        let rest = stream.column("_rest").map { "\($0)" }
        #expect(rest[0] == "null")
        #expect(rest[1] == #"{"late.x":null,"late.y":[1,"z"],"t":"2022-09-22T12:00:00Z"}"#)
        #expect(rest[2].hasPrefix(#"{"_error":""#))
        #expect(rest[2].hasSuffix(#","_raw":"oops"}"#))
        #expect(rest[3] == #"{"_tombstone":true}"#)
        #expect(rest[4] == #"{"n":9223372036854775808}"#)
        #expect(rest[5] == #"{"_headers":[["h","1"]]}"#)
    }

    @Test(
        "the columns are those of exactly the first rows, however the log is cut",
        arguments: [1, 2, 3, 5, 8, 13, 59, 160, 1_000])
    func schemaRows(_ schemaRows: Int) async throws {
        let records = BatchingPropertyTests.records(11, count: 160).filter { $0.value != nil && $0.key != [0xFF] }
        var options = ReadOptions()
        options.filter = "_offset >= 3 AND _error IS NULL"
        options.limit = schemaRows
        let first = try await TestLog(records, batching: .one).frame(options)
        options.limit = nil
        // Whatever kind a column first had, any value fits text.
        let names = try await TestLog(records, batching: .one).frame(options).columnNames
        options.types = Dictionary(
            uniqueKeysWithValues: names.filter { first.columnNames.contains($0) && !$0.hasPrefix("_") }.map {
                ($0, .text)
            })
        options.types["_value"] = first["_value"].map { _ in .text }
        var seen: [[[FrameValue]]] = []
        for variant in BatchingPropertyTests.variants(UInt64(schemaRows)) {
            let log = try TestLog()
            try log.write("t", partitions: 2, records, batching: variant.batching, codec: variant.codec)
            var limits = variant.limits
            limits.schemaRows = schemaRows
            let stream = try await log.stream(options, limits: limits)
            #expect(
                stream.fields.map { $0.prefix { $0 != ":" } }.filter { $0 != "_rest" }
                    == first.columnNames.map { $0[...] })
            seen.append(stream.allRows)
        }
        #expect(seen.allSatisfy { $0 == seen[0] })
        #expect(seen[0].prefix(schemaRows).count == first.count)
    }

    @Test("a limit on bytes ends the rows that columns are taken from, at the same row however the log is cut")
    func schemaBytes() async throws {
        let values = (0..<20).map { #"{"n\#($0)":"\#(String(repeating: "x", count: 100))"}"# }
        for batching in [TestLog.Batching.one, .records(1), .records(7)] {
            let log = try TestLog(TestRecord.events(values), batching: batching)
            let stream = try await log.stream(limits: Self.limits(schemaBytes: 500))
            #expect(stream.fields.suffix(5) == (0..<5).map { "n\($0): utf8" })
        }
    }

    @Test("a later value that does not fit ends the stream, naming column, place and the option that mends it")
    func mismatch() async throws {
        let log = try TestLog(
            TestRecord.events([#"{"x":1,"k":0}"#, #"{"x":2,"k":1}"#, #"{"x":2.5,"k":2}"#, #"{"x":"a"}"#]))
        for recordsPerJob in [1, 4] {
            let limits = Self.limits(schemaRows: 2, recordsPerJob: recordsPerJob)
            let stream = await log.failingStream(limits: limits)
            #expect(stream.error?.code == .typeMismatch)
            #expect(stream.error?.partition == 0)
            #expect(stream.error?.offset == 2)
            #expect(
                stream.error?.message == """
                    column x is int64, and at t partition 0 offset 2 it holds a number with a fraction or an exponent
                    --types x:utf8 reads it as text
                    """)
            var options = ReadOptions()
            options.types = ["x": .text]
            let mended = try await log.stream(options, limits: limits)
            #expect(mended.column("x") == [.text("1"), .text("2"), .text("2.5"), .text("a")])
            #expect(mended.receipt?.notes == ["column x mixes kinds (1 double, 2 int64, 1 string): it is text"])
            options.filter = "k < 2"
            #expect(try await log.stream(options, limits: limits).column("x") == [.text("1"), .text("2")])
        }
    }

    @Test("batches before the value that does not fit are given out before the error")
    func batchesBeforeError() async throws {
        let values = Array(repeating: #"{"x":1}"#, count: 50) + [#"{"x":"a"}"#]
        let log = try TestLog(TestRecord.events(values), batching: .records(1))
        let stream = await log.failingStream(limits: Self.limits(schemaRows: 5, recordsPerJob: 1))
        #expect(stream.error?.offset == 50)
        #expect(stream.batches.reduce(0) { $0 + $1.count } == 50)
    }

    @Test("a key that is no UTF-8 after keys that were is mended by bytes")
    func lateBinaryKey() async throws {
        let log = try TestLog([
            TestRecord([0x7B, 0x7D], key: [0x61]), TestRecord([0x7B, 0x7D], key: [0xFF]),
        ])
        let stream = await log.failingStream(limits: Self.limits(schemaRows: 1))
        #expect(stream.error?.message.hasSuffix("\n--types _key:binary reads it as bytes") == true)
        var options = ReadOptions()
        options.types = ["_key": .bytes]
        let mended = try await log.stream(options, limits: Self.limits(schemaRows: 1))
        #expect(mended.column("_key") == [.bytes([0x61]), .bytes([0xFF])])
    }

    @Test("undecodable bytes do not end a stream whose first broken value was text")
    func lateRawBytes() async throws {
        let log = try TestLog([TestRecord("oops"), TestRecord([0xFF]), TestRecord("{}")])
        let stream = try await log.stream(limits: Self.limits(schemaRows: 1)) { $0.values = .json }
        #expect(stream.column("_raw") == [.bytes(Array("oops".utf8)), .bytes([0xFF]), .null])
    }

    @Test("types make columns that the first rows lack, and fix those that they have")
    func givenTypes() async throws {
        let log = try TestLog(TestRecord.events([#"{"a":1}"#, #"{"b":[1,2],"a":2.5}"#, #"{"a":null,"b":[]}"#]))
        var options = ReadOptions()
        options.types = ["a": .double, "b": .list(.int64), "never": .bool]
        let stream = try await log.stream(options, limits: Self.limits(schemaRows: 1))
        #expect(stream.fields.suffix(4) == ["_rest: utf8", "a: double", "b: list<int64>", "never: bool"])
        #expect(stream.column("a") == [.double(1), .double(2.5), .null])
        #expect(stream.column("b") == [.null, .list([.int(1), .int(2)]), .list([])])
    }

    @Test("selected columns are the stream's columns, in their order; a new field inside a selected object is an error")
    func select() async throws {
        let log = try TestLog(TestRecord.events([#"{"c":{"x":1},"a":1}"#, #"{"c":{"x":2,"new":3},"other":4}"#]))
        func options(_ names: [String]) -> ReadOptions {
            var options = ReadOptions()
            options.columns = names
            return options
        }
        let limits = Self.limits(schemaRows: 1)
        let plain = try await log.stream(options(["a", "c.x", "_offset"]), limits: limits)
        #expect(plain.fields == ["a: int64", "c.x: int64", "_offset: int64"])
        #expect(plain.allRows == [[.int(1), .int(1), .int(0)], [.null, .int(2), .int(1)]])
        let error = await log.failingStream(options(["c"]), limits: limits).error
        #expect(error?.code == .typeMismatch)
        #expect(error?.offset == 1)
        #expect(error?.message.contains("has a field c.new, which none of the first 1 rows has") == true)
        let withRest = try await log.stream(options(["_rest", "c"]), limits: limits)
        #expect(withRest.fields == ["_rest: utf8", "c.x: int64"])
        #expect(withRest.column("_rest") == [.null, .text(#"{"c.new":3}"#)])
        var typed = options(["c"])
        typed.types = ["c.new": .int64]
        #expect(try await log.stream(typed, limits: limits).fields == ["c.x: int64", "c.new: int64"])
    }

    @Test("where every column's type is given no row is waited for")
    func allGiven() async throws {
        var options = ReadOptions()
        options.columns = ["x", "_offset"]
        options.types = ["x": .int64]
        let log = try TestLog(TestRecord.events([#"{"x":1}"#, #"{"x":2}"#]), batching: .records(1))
        let stream = try await log.stream(options, limits: Self.limits(recordsPerJob: 1))
        #expect(stream.fields == ["x: int64", "_offset: int64"])
        #expect(stream.batches.map(\.count) == [1, 1])
    }

    @Test("a limit ends the stream behind its last row", arguments: [1, 4, 9, 10, 11, 29, 30, 31])
    func limit(_ limit: Int) async throws {
        let log = try TestLog(LimitAndOrderTests.records, batching: .records(4))
        for schemaRows in [1, 5, 10, 50] {
            var options = ReadOptions()
            options.limit = limit
            let stream = try await log.stream(options, limits: Self.limits(schemaRows: schemaRows))
            #expect(stream.column("n") == (0..<min(limit, 30)).map { .int(Int64($0)) })
            #expect(stream.receipt?.total.delivered == Int64(min(limit, 30)))
            #expect(
                stream.receipt?.partitions.map(\.end) == [10, 20, 30].map { min(10, max(0, Int64(limit) - $0 + 10)) })
        }
    }

    @Test("no row: no batch, and yet the columns and a receipt")
    func empty() async throws {
        let log = try TestLog([])
        let reader = try await log.reader()
        let batches = reader.batches("t", from: "earliest", to: "latest")
        #expect(batches.receipt == nil)
        var iterator = batches.makeAsyncIterator()
        #expect(try await iterator.fields().map(\.name) == ["_partition", "_offset", "_timestamp", "_key", "_rest"])
        for _ in 0..<2 {
            let batch = try await iterator.next()
            #expect(batch == nil)
        }
        #expect(batches.receipt?.total.delivered == 0)
    }

    @Test("P39 the columns can be asked for before the first batch, which is not lost; a stream can be taken twice")
    func fieldsFirst() async throws {
        let log = try TestLog(TestRecord.events([#"{"a":1}"#, #"{"a":2}"#]))
        let batches = try await log.reader().batches("t", from: "earliest", to: "latest")
        for _ in 0..<2 {
            var iterator = batches.makeAsyncIterator()
            #expect(try await iterator.fields().map { "\($0.name): \($0.type)" }.last == "a: int64")
            var values: [Int64?] = []
            while let batch = try await iterator.next() { values += batch["a"]?.ints ?? [] }
            #expect(values == [1, 2])
            #expect(try await iterator.fields().count == 6)
        }
    }

    @Test("order by time is refused, and so are wrong times, filters and topics, when the first batch is asked for")
    func refused() async throws {
        let reader = try await TestLog(TestRecord.events(["{}"])).reader()
        var options = ReadOptions()
        options.order = .time
        let questions: [(FrameBatches, KFrameError.Code)] = [
            (reader.batches("t", from: "earliest", to: "latest", options: options), .invalidArgument),
            (reader.batches("t", from: "noon", to: "latest"), .invalidTime),
            (reader.batches("u", from: "earliest", to: "latest"), .unknownTopic),
            (reader.batches("t", from: "earliest", to: "latest", where: "a ="), .invalidFilter),
        ]
        for (batches, code) in questions {
            var iterator = batches.makeAsyncIterator()
            let error = await failure { try await iterator.next() }
            #expect(error?.code == code)
            let batch = try await iterator.next()
            #expect(batch == nil)
            #expect(batches.receipt == nil)
        }
    }

    @Test("withBatches gives the same batches, and returns the receipt")
    func scoped() async throws {
        let log = try TestLog(LimitAndOrderTests.records)
        let stream = try await log.stream()
        var rows: [[FrameValue]] = []
        let receipt = try await log.reader().withBatches("t", from: "earliest", to: "latest") { batch in
            rows += batch.rows.map(\.values)
        }
        #expect(rows == stream.allRows)
        #expect(receipt.sums == stream.receipt?.sums)
    }

    @Test("what the body of withBatches throws ends the read and comes out as it is")
    func bodyThrows() async throws {
        struct Enough: Error {}
        let log = try TestLog(LimitAndOrderTests.records, batching: .records(1))
        let reader = try await log.reader(Self.limits(schemaRows: 1, recordsPerJob: 1))
        var seen = 0
        await #expect(throws: Enough.self) {
            try await reader.withBatches("t", from: "earliest", to: "latest") { _ in
                seen += 1
                if seen == 3 { throw Enough() }
            }
        }
        #expect(seen == 3)
    }
}
