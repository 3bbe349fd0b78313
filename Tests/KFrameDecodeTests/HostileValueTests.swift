import KFrameColumns
import TestSupport
import Testing

@testable import KFrameDecode

/// Values made to hurt: each comes out as a row, none traps, none takes more than linear time.
struct HostileValueTests {
    @Test("P34 deep nesting") func deepNesting() throws {
        let depths = [1000, 1023, 1024, 1025, 100_000]
        for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"\":", "}]")] {
            for depth in depths {
                let levels = open.hasPrefix("[{") ? depth / 2 : depth
                for isClosed in [true, false] {
                    var text = String(repeating: open, count: levels) + "1"
                    if isClosed { text += String(repeating: close, count: levels) }
                    let decoded = try JSONColumnDecoder().decode([Array(text.utf8)])
                    let isTaken = isClosed && depth <= 1025 && (depth <= 1024 || open.hasPrefix("[{"))
                    #expect(decoded.errorRows == (isTaken ? [] : [0]), "\(open) \(depth) \(isClosed)")
                }
            }
        }
        let objects = String(repeating: "{\"d\":", count: 1024) + "{}" + String(repeating: "}", count: 1024)
        #expect(try JSONColumnDecoder().decode(objects).errorRows == [0])
    }

    @Test("P34 a ten megabyte event") func tenMegabyteEvent() throws {
        let text = String(repeating: "0123456789abcdef", count: 10 << 16)
        let list = Array(repeating: "-0.5", count: 500_000).joined(separator: ",")
        let escaped = String(repeating: "\\u00e9", count: 500_000)
        let decoder = JSONColumnDecoder()
        let decoded = try decoder.decode(
            "{\"big\":\"\(text)\",\"small\":1}", "{\"list\":[\(list)]}", "{\"text\":\"\(escaped)\"}",
            "{\"big\":\"\(text)", "{\"json\":[[\(list)]]}")
        #expect(decoded.errorRows == [3])
        #expect(try decoded.column("big").bytes(0).count == text.utf8.count)
        #expect(try decoded.column("list").elements?.rowCount == 500_000)
        #expect(try decoded.column("text").bytes(2).count == 1_000_000)
        #expect(try decoded.column("json").bytes(4).count == list.utf8.count + 4)
        #expect(try decoder.decode(#"{"a":1}"#).rows[0].byColumn == ["a": "int64 1"])
    }

    @Test func unterminatedAndStray() throws {
        let decoder = JSONColumnDecoder()
        for text in [
            "{", "[", "\"", "{\"", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "[1", "[1,", "[\"", "}", "]",
            ",", ":",
            "\\", "\"\\", "\"\\u", "\"\\ud800", "\"\\ud800\\", "\"\\ud800\\u", "-", "1.", "1e", "1e+", "t", "nul",
            "{}{}", "[][]",
            "\u{0}", "{\"a\":\u{0}}", "{]", "[}", "[,]", "{,}", "{:}", "[1:2]", "{\"a\",1}", "[[[[", "{\"a\":{\"b\":[",
        ] {
            let decoded = try decoder.decode(text)
            #expect(decoded.errorRows == [0], "\(text)")
            #expect(decoded.rows[0].byColumn["_raw"] == "string \(text)")
        }
    }

    /// Every truncation of sample events, at the very end of the buffer and with other bytes behind.
    @Test func everyTruncation() throws {
        let samples =
            try GoldenValues.values("clickstream").prefix(2).compactMap { $0 } + [
                Array(#"{"n":[0,-0,1e400,18446744073709551615],"s":"\ud83d\ude00","d":1,"d":{"x":[{}]}}"#.utf8),
                [0, 0, 0, 0, 42] + Array(#" {"a":"é"}"#.utf8), [0xEF, 0xBB, 0xBF] + Array(#"{"a":1}"#.utf8),
            ]
        let decoder = JSONColumnDecoder()
        for sample in samples {
            let values = (0...sample.count).map { Array(sample.prefix($0)) }
            for gap in [[], Array("}]\"".utf8), Array(repeating: UInt8(ascii: " "), count: 70)] {
                let decoded = try decoder.decode(values, gap: gap)
                for (count, value) in values.enumerated() {
                    let model = ModelRow(json: value)
                    #expect(decoded.errorRows.contains(count) == (model == nil), "\(count) bytes")
                    if let model { #expect(decoded.rows[count].byColumn == model.byColumn) }
                }
            }
        }
    }

    /// Seeded mutations of events, through the whole decoder, against the model.
    @Test func mutationsAreWhatTheModelSays() throws {
        var generator = SplitMix64(seed: 99)
        let seeds = [
            #"{"a":1,"b":{"c":"x","d":[1,2]},"b.c":null,"_key":true}"#, #"{"a":0,"z":-0,"l":[{"k":1e400}],"a":2}"#,
            #"[{"a":1},0.0,1e-400]"#, #"{"o":{},"p":{"q":{"r":{}}},"é":"\u00e9","u":18446744073709551615}"#,
        ].map { Array($0.utf8) }
        let alphabet = Array("{}[]:,\"\\0-1eE. au".utf8) + [0, 0xC3]
        let decoder = JSONColumnDecoder()
        for _ in 0..<40 {
            let values: [[UInt8]] = (0..<60).map { index in
                var value = seeds[index % seeds.count]
                for _ in 0..<Int.random(in: 0...2, using: &generator) where !value.isEmpty {
                    let place = Int.random(in: 0..<value.count, using: &generator)
                    switch Int.random(in: 0..<4, using: &generator) {
                    case 0: value[place] = alphabet.randomElement(using: &generator) ?? 0
                    case 1: value.insert(alphabet.randomElement(using: &generator) ?? 0, at: place)
                    case 2: value.remove(at: place)
                    default: value.insert(contentsOf: value[place..<min(value.count, place + 9)], at: place)
                    }
                }
                return value
            }
            let decoded = try decoder.decode(values)
            var duplicates = 0
            for (row, value) in values.enumerated() {
                let model = ModelRow(json: value)
                duplicates += model?.duplicates ?? 0
                let text = String(decoding: value, as: UTF8.self)
                #expect(decoded.errorRows.contains(row) == (model == nil), "\(text)")
                if let model { #expect(decoded.rows[row].byColumn == model.byColumn, "\(text)") }
            }
            #expect(decoded.values.duplicateKeyCount == duplicates)
        }
    }

    @Test func wideEvents() throws {
        let members = (0..<1500).map { "\"c\($0)\":\($0)" }
        let values = [members, members.reversed(), members.shuffled()].map {
            Array("{\($0.joined(separator: ","))}".utf8)
        }
        let decoded = try JSONColumnDecoder().decode(values)
        #expect(decoded.columnNames == (0..<1500).map { "c\($0)" })
        for row in 0..<3 { #expect(decoded.rows[row].cells.map(\.value) == (0..<1500).map { "int64 \($0)" }) }
    }

    @Test func longKeysAndNames() throws {
        let key = String(repeating: "k", count: 100_000)
        let decoded = try JSONColumnDecoder().decode("{\"\(key)\":{\"\(key)\":1}}", "{\"\(key)\":2}")
        #expect(decoded.columnNames == ["\(key).\(key)", key])
    }
}
