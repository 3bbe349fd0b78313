import KFrameColumns
import Testing

@testable import KFrameDecode

/// A row read by its tokens is the row that the exact parser reads, and what is no JSON is refused by both.
struct DirectWalkTests {
    private static let seeds = [
        #"{"a":1,"b":-2.5e3,"c":"x\n\u00e9\ud83d\ude00","d":[1,2,null],"f":{"g":true,"h":false},"i":[],"j":{}}"#,
        #"{ "k" : "" , "l" : { "m" : { "n" : null } , "o" : [ "p\\" , 0.1 ] } , "q" : [ { "r" : [ 1.50 ] } ] }"#,
        #"{"n":[0,-7,0.0,-0.0,12345678,123456789,123456789012345678,1e22,0.1e-10],"u":"日本 😀 \"\\\/\b\f"}"#,
        #"{"s":[{"a":1,"b":[true,{}],"é":"x"},[[-1.5,0.001],null]],"t":[ { "a" : "y" , "b" : 10.0 } , 2 ],"e":"z"}"#,
    ]

    /// What both decoders make of the values in one batch, rows with `_error` without their reasons.
    private func check(_ values: [[UInt8]], _ projection: Projection? = nil) throws {
        let options = DecodeOptions(projection: projection)
        let direct = try JSONColumnDecoder(options).decode(values)
        let exact = try JSONColumnDecoder(exactly: options).decode(values)
        for (row, value) in values.enumerated() where direct.cells(row) != exact.cells(row) {
            Issue.record("\(String(decoding: value, as: UTF8.self)): \(direct.rows[row]), not \(exact.rows[row])")
        }
        #expect(direct.errorRows == exact.errorRows)
        #expect(Set(direct.columnNames) == Set(exact.columnNames))
    }

    /// Each value that differs from a good one in one byte: left out, doubled, or replaced by each that means something.
    private static func neighbours(_ seed: String) -> [[UInt8]] {
        let seed = Array(seed.utf8)
        let alphabet = Array("{}[]:,\"\\-+.e0n \u{1}x".utf8) + [0xFF]
        return [seed]
            + seed.indices.flatMap { place in
                var left = seed
                left.remove(at: place)
                var doubled = seed
                doubled.insert(seed[place], at: place)
                return [left, doubled, Array(seed.prefix(place))]
                    + alphabet.map { byte in
                        var replaced = seed
                        replaced[place] = byte
                        return replaced
                    }
            }
    }

    @Test(arguments: seeds.indices)
    func `P34 each neighbour of a value`(_ index: Int) throws {
        try check(Self.neighbours(Self.seeds[index]))
    }

    @Test(arguments: seeds.indices)
    func `P34 each neighbour of a value, most of which nobody wants`(_ index: Int) throws {
        try check(Self.neighbours(Self.seeds[index]), Projection(["c", "l.m", "u"]))
        try check(Self.neighbours(Self.seeds[index]), Projection(["nothing"]))
    }

    @Test func `numbers at the limits of the fast ways`() throws {
        let integers = (1...20).flatMap { count in
            ["1", "9", "5", "10", "00"].map { String(String(repeating: $0, count: count).prefix(count)) }
        }
        var numbers = [
            "0", "-0", "01", "-", "1.", ".5", "1e", "1e+", "0e0", "-0e5", "1E5", "1e-7", "1.7976931348623157e308",
        ]
        for integer in integers {
            numbers += [
                integer, "-" + integer, integer + ".5", "0." + integer, "0.0000" + integer, integer + "e3",
                integer + "e-22",
            ]
            numbers += [integer + "e22", integer + "e23", integer + "e-23", integer + "e308", integer + "e-340"]
        }
        try check(numbers.map { Array(#"{"a":\#($0),"b":[\#($0),\#($0)],"c":[[\#($0)]]}"#.utf8) })
    }

    @Test func `P34 duplicate keys, odd keys and deep nesting take the long way`() throws {
        var values = [
            #"{"a":1,"a":2}"#, #"{"a":{"b":1},"a":{"b":2}}"#, #"{"a\u0062":1,"ab":2}"#, #"{"a\n":[{"x":1,"x":2}]}"#,
            #"{"":1}"#, #"{}"#, " { } ", #"{"a":{}}"#, #"{"a":{"":[]}}"#, #"{"a":[-0,{"b":-0}]}"#, #"{"a":[{"b":-0}]}"#,
            #"{"a":18446744073709551615}"#, #"{"a":[1,18446744073709551616]}"#, #"{"a":"\ud800"}"#, #"{"a":"\ude00"}"#,
            #"{"a":"\ud83d\u0041"}"#, #"{"a":"\u00"}"#, #"{"a":"\x"}"#, #"{"a":tru}"#, #"{"a":nulll}"#, #"{"a":1}}"#,
            #"{"a":1} x"#, #"{"a":1}{"#, #"{"a" "b":1}"#, #"{"a":"b""c"}"#, #"{"a":"b"1}"#, #"{"a":[1,]}"#,
            #"{"a":[,1]}"#,
            #"{"a":[1 2]}"#, #"{"a":[1}}"#, #"{"a":[[1}]}"#, #"{"a":{"b":1]}"#, #"{,"a":1}"#, #"{"a":1,}"#,
        ]
        for depth in [998, 1000, 1001, 1022, 1023, 1024, 1025] {
            let (opens, closes) = (String(repeating: "[", count: depth), String(repeating: "]", count: depth))
            values.append("{\"a\":\(opens)\(closes)}")
            let objects = String(repeating: "{\"a\":", count: depth)
            values.append("\(objects)1\(String(repeating: "}", count: depth))")
        }
        try check(values.map { Array($0.utf8) })
        try check(values.map { Array($0.utf8) }, Projection(["b"]))
    }

    @Test func `P34 texts of every length, with and without escapes`() throws {
        let values = (0..<200).flatMap { count in
            ["\(String(repeating: "é", count: count))", String(repeating: "x", count: count) + #"\"y"#].map {
                Array(#"{"t":"\#($0)","l":["\#($0)","z"],"\#($0.replacing("\\", with: ""))":1,"e":"end"}"#.utf8)
            }
        }
        try check(values)
    }
}
