import KFrameColumns
import TestSupport
import Testing

@testable import KFrameDecode

/// Fields are predicted in the order of the last event: any order must give the same answer.
struct FieldOrderTests {
    /// Names are compared in words of eight bytes: none may hide a difference in another, wherever a name is expected.
    @Test func `P36 names that differ in one character are two columns`() throws {
        var generator = SplitMix64(seed: 36)
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCXYZ0189_-,!$ ".utf8)
        for isExact in [false, true] {
            let decoder = isExact ? JSONColumnDecoder(exactly: DecodeOptions()) : JSONColumnDecoder()
            for count in Array(1...18) + [23, 24, 25, 32, 33] {
                for place in 0..<count {
                    for _ in 0..<6 {
                        let name = (0..<count).map { _ in generator.pick(letters) }
                        var other = name
                        repeat { other[place] = generator.pick(letters) } while other == name
                        let names = [name, other].map { String(decoding: $0, as: UTF8.self) }
                        let decoded = try decoder.decode(
                            (0..<4).map { Array("{\"\(names[$0 % 2])\":\($0),\"z\":\"\($0)\"}".utf8) })
                        #expect(decoded.columnNames == [names[0], "z", names[1]])
                        for row in 0..<4 {
                            #expect(
                                decoded.rows[row].byColumn
                                    == [names[row % 2]: "int64 \(row)", "z": "string \(row)"])
                        }
                    }
                }
            }
        }
    }

    /// What stands in an event is one key's spelling and may look like another key.
    @Test func `P36 a key is not taken for another that looks like its spelling`() throws {
        let names = [
            #"\\"#, #"\\\\"#, #"\\\\\\\\"#, #"a\\nb"#, #"a\nb"#, #"a\u0041"#, #"a\\u0041"#, "aA", #"\""#, #"\\\""#,
        ]
        let decoder = JSONColumnDecoder()
        for first in names {
            for second in names {
                // Each comes where the other came before, in this batch and in the next.
                let spelled = [first, second, first, second].map { "{\"\($0)\":1,\"z\":{\"\($0)\":true}}" }
                for _ in 0..<2 {
                    let decoded = try decoder.decode(spelled.map { Array($0.utf8) })
                    for (row, value) in spelled.enumerated() {
                        #expect(decoded.rows[row].byColumn == ModelRow(json: Array(value.utf8))?.byColumn, "\(value)")
                    }
                }
            }
        }
    }

    @Test func anyOrderOfFieldsGivesTheSameCells() throws {
        var generator = SplitMix64(seed: 1)
        let names = [
            "a", "b", "writeKey", "a_long_key_of_more_than_eight_bytes", "a_long_key_of_more_than_eight_bytez", "",
            "z.z",
        ]
        func object(_ depth: Int) -> String {
            let members = names.shuffled(using: &generator).prefix(Int.random(in: 0...names.count, using: &generator))
            return "{"
                + members.map { name in
                    let inner = depth < 3 && Bool.random(using: &generator)
                    return "\"\(name)\":"
                        + (inner ? object(depth + 1) : "\(Int.random(in: 0..<100, using: &generator))")
                }.joined(separator: ",") + "}"
        }
        let decoder = JSONColumnDecoder()
        for _ in 0..<40 {
            let values = (0..<25).map { _ in Array(object(0).utf8) }
            let decoded = try decoder.decode(values)
            for (row, value) in values.enumerated() {
                #expect(
                    decoded.rows[row].byColumn == ModelRow(json: value)?.byColumn,
                    "\(String(decoding: value, as: UTF8.self))")
            }
            var order: [String] = []
            for value in values {
                for cell in ModelRow(json: value)?.cells ?? [] where !order.contains(cell.column) {
                    order.append(cell.column)
                }
            }
            #expect(decoded.columnNames == order)
        }
    }

    /// Names of every length up to 40, each beside one that differs from it in one byte: all are told apart, in any order,
    /// and however few come after one another as they did last.
    @Test func namesThatDifferInOneByteAreDifferentFields() throws {
        var generator = SplitMix64(seed: 2)
        var names: [String] = [""]
        for count in 1...40 {
            let name = (0..<count).map { UInt8(ascii: "a") + UInt8($0 % 26) }
            names.append(String(decoding: name, as: UTF8.self))
            for place in 0..<count {
                var other = name
                other[place] = UInt8(ascii: "_")
                names.append(String(decoding: other, as: UTF8.self))
            }
        }
        let decoder = JSONColumnDecoder()
        for share in [1.0, 0.3, 0.05] {
            let rows = (0..<20).map { _ in
                names.indices.filter { _ in Double.random(in: 0..<1, using: &generator) < share }
                    .shuffled(using: &generator)
            }
            let values = rows.map { row in
                Array("{\(row.map { "\"\(names[$0])\":\($0)" }.joined(separator: ","))}".utf8)
            }
            let decoded = try decoder.decode(values)
            #expect(decoded.columnNames.count == Set(rows.joined()).count)
            for (row, places) in rows.enumerated() {
                #expect(decoded.rows[row].byColumn == ModelRow(json: values[row])?.byColumn)
                #expect(decoded.rows[row].byColumn.count == places.count)
            }
        }
    }

    /// What earlier batches held does not show.
    @Test func aUsedDecoderAnswersAsANewOne() throws {
        let used = JSONColumnDecoder()
        let batches = [
            [#"{"a":1,"b":{"c":2}}"#], [#"{"b":{"d":2,"c":1},"a":"x"}"#, #"{"b":5}"#], [#"{"z":[1]}"#], ["[1,2]"],
            [#"{"b":{"c":[{"k":1}]}}"#, "{}"],
        ]
        for batch in batches + batches.reversed() {
            let values = batch.map { Array($0.utf8) }
            let fresh = try JSONColumnDecoder().decode(values)
            let decoded = try used.decode(values)
            #expect(decoded.columnNames == fresh.columnNames)
            #expect(decoded.rows == fresh.rows)
        }
    }

    @Test func clickstreamEventsAreWhatTheModelSays() throws {
        let values = try GoldenValues.values("clickstream")
        #expect(values.count == 6000)
        let decoder = JSONColumnDecoder()
        let exact = JSONColumnDecoder(exactly: DecodeOptions())
        for start in stride(from: 0, to: 6000, by: 1000) {
            let batch = Array(values[start..<start + 1000])
            let decoded = try decoder.decode(batch)
            #expect(decoded.values.errors.isEmpty && decoded.values.exactRowCount == 0)
            for row in stride(from: 0, to: 1000, by: 9) {
                #expect(decoded.rows[row].byColumn == batch[row].flatMap { ModelRow(json: $0) }?.byColumn)
            }
            let slow = try exact.decode(batch)
            #expect(slow.rows == decoded.rows && slow.columnNames == decoded.columnNames)
            #expect(slow.values.exactRowCount == 1000)
        }
    }

    /// P37: the same event twice is two rows; a field that is missing is absent.
    @Test("P37 repeated and missing") func repeatedAndMissing() throws {
        let decoded = try JSONColumnDecoder().decode(
            #"{"messageId":"m1","writeKey":"k"}"#, #"{"messageId":"m1","writeKey":"k"}"#, #"{"messageId":"m2"}"#)
        #expect(decoded.rows[0] == decoded.rows[1])
        #expect(decoded.rows[2].byColumn == ["messageId": "string m2"])
        #expect(try decoded.column("writeKey").kind(2) == .absent)
    }
}
