import KFrameColumns
import Testing

@testable import KFrameDecode

/// Fields that find no column any more, because the batch has as many as it may.
struct RestTests {
    private static func decoder(columns: Int = 10_000, objects: Int = 40_000, nameBytes: Int = 4 << 20)
        -> JSONColumnDecoder
    {
        JSONColumnDecoder(DecodeOptions(limits: DecodeLimits(columns: columns, objects: objects, nameBytes: nameBytes)))
    }

    @Test func whatFindsNoColumnGoesToRest() throws {
        let decoded = try Self.decoder(columns: 3).decode(
            #"{"a":1,"o":{"x":2,"y":3}}"#, #"{"a":4,"new":5}"#,
            #"{"o":{"x":6,"z":{"k":[1, 2]},"y":7},"p":{},"q":{"r":null,"s":{}},"b\"":"t\n","a":8}"#)
        #expect(decoded.columnNames == ["_rest", "a", "o.x", "o.y"])
        #expect(decoded.rows[0].byColumn == ["a": "int64 1", "o.x": "int64 2", "o.y": "int64 3"])
        #expect(decoded.rows[1].byColumn == ["_rest": #"json {"new":5}"#, "a": "int64 4"])
        #expect(
            decoded.rows[2].byColumn == [
                "_rest": #"json {"o":{"z":{"k":[1,2]}},"p":{},"q":{"r":null,"s":{}},"b\"":"t\n"}"#,
                "a": "int64 8", "o.x": "int64 6", "o.y": "int64 7",
            ])
        #expect(decoded.values.restRowCount == 2)
    }

    @Test func limitsCountTheBatchAlone() throws {
        let decoder = Self.decoder(columns: 2)
        for round in 0..<200 {
            let decoded = try decoder.decode("{\"a\(round)\":1,\"b\(round)\":2}", "{\"c\(round)\":3,\"b\(round)\":4}")
            #expect(decoded.columnNames == ["_rest", "a\(round)", "b\(round)"])
            #expect(decoded.rows[1].byColumn == ["_rest": "json {\"c\(round)\":3}", "b\(round)": "int64 4"])
        }
    }

    @Test func objectsAndNamesAreLimitedToo() throws {
        let objects = try Self.decoder(objects: 1).decode(#"{"o":{"x":1},"p":{"y":2},"q":3}"#)
        #expect(objects.rows[0].byColumn == ["o.x": "int64 1", "q": "int64 3", "_rest": #"json {"p":{"y":2}}"#])
        let names = try Self.decoder(nameBytes: 10).decode(#"{"four":1,"seventy":2,"six666":3,"x":4}"#)
        #expect(
            names.rows[0].byColumn == ["four": "int64 1", "six666": "int64 3", "_rest": #"json {"seventy":2,"x":4}"#])
    }

    @Test func overriddenMembersAreNotInTheRest() throws {
        let decoded = try Self.decoder(columns: 1).decode(#"{"a":1,"b":2,"b":{"c":3,"c":4},"a":5}"#)
        #expect(decoded.rows[0].byColumn == ["b.c": "int64 4", "_rest": #"json {"a":5}"#])
        #expect(decoded.values.duplicateKeyCount == 3)
        let nested = try Self.decoder(columns: 1).decode(#"{"a":1,"b":2,"b":{"c":3,"c":4}}"#)
        #expect(nested.rows[0].byColumn == ["a": "int64 1", "_rest": #"json {"b":{"c":4}}"#])
    }

    @Test(arguments: ["-0", "1e-400"])
    func zerosInTheRestAreWhatIsWritten(_ number: String) throws {
        let json = "{\"a\":1,\"b\":\(number)}"
        let limits = DecodeOptions(limits: DecodeLimits(columns: 1))
        let rest = try Self.decoder(columns: 1).decode(json).rows[0].byColumn["_rest"]
        #expect(rest == (try JSONColumnDecoder(exactly: limits).decode(json).rows[0].byColumn["_rest"]))
        #expect(rest == (number == "-0" ? #"json {"b":-0.0}"# : #"json {"b":1e-400}"#))
    }

    @Test func exactNumbersStayExactInTheRest() throws {
        let decoded = try Self.decoder(columns: 1).decode(#"{"a":1,"b":-0,"c":[1e400,12345678901234567890],"d":0}"#)
        #expect(
            decoded.rows[0].byColumn == [
                "a": "int64 1", "_rest": #"json {"b":-0.0,"c":[1e400,12345678901234567890],"d":0}"#,
            ])
    }

    @Test func unwantedFieldsAreNotInTheRest() throws {
        let options = DecodeOptions(projection: Projection(["a", "o.x", "o.y"]), limits: DecodeLimits(columns: 1))
        let decoded = try JSONColumnDecoder(options).decode(#"{"u":1,"a":2,"o":{"u":3,"x":4,"y":{"z":5}},"v":{"w":6}}"#)
        #expect(decoded.rows[0].byColumn == ["a": "int64 2", "_rest": #"json {"o":{"x":4,"y":{"z":5}}}"#])
        let scalar = try JSONColumnDecoder(options).decode(#"{"a":2,"o":7}"#)
        #expect(scalar.rows[0].byColumn == ["a": "int64 2"])
        #expect(scalar.values.restRowCount == 0)
    }

    /// A topic of ever new keys: columns up to the limit, and not one field lost.
    @Test func everNewKeysDoNotUseUpTheMemory() throws {
        let decoder = Self.decoder(columns: 100)
        for batch in 0..<10 {
            let values = (0..<50).map { row in
                Array("{\((0..<20).map { "\"k\(batch)_\(row)_\($0)\":\($0)" }.joined(separator: ","))}".utf8)
            }
            let decoded = try decoder.decode(values)
            #expect(decoded.columnNames.count == 101)
            #expect(decoded.values.restRowCount == 45)
            for row in 5..<50 {
                let members = (0..<20).map { "\"k\(batch)_\(row)_\($0)\":\($0)" }.joined(separator: ",")
                #expect(decoded.rows[row].byColumn == ["_rest": "json {\(members)}"])
            }
        }
    }
}
