import KFrameColumns
import TestSupport
import Testing

@testable import KFrameDecode

/// Containers within arrays: what is copied by its tokens, and what is left to the tape.
struct TokenTextTests {
    /// The copy of a value, which must be all of it; nil where it is left to the tape.
    private static func copy(_ value: String, limit: Int = 1000) -> String? {
        var indexer = JSONIndexer()
        var text = TokenText()
        let bytes = Array(value.utf8) + [UInt8](repeating: 0x31, count: 64)
        return bytes.withUnsafeBytes { bytes in
            let value = UnsafeRawBufferPointer(rebasing: bytes[..<value.utf8.count])
            guard let json = indexer.index(value, readable: bytes.count) else { return nil }
            var index = 0
            guard let copy = text.copy(json, &index, limit: limit) else { return nil }
            #expect(index == json.tokenCount)
            return String(decoding: copy, as: UTF8.self)
        }
    }

    @Test(arguments: [
        "[]", "[{}]", "[[],[[]],{}]", #"[{"a":1,"b":"x"},{"a":-2,"b":""}]"#, #"[{"a":{"a":{"a":[null,true,false]}}}]"#,
        #"[{"name of sixteen b":1,"name of sixteen c":2,"name of sixteen":3}]"#, #"["日本 😀",{"é":"\#u{7F}/"}]"#,
        "[0,-1,123456789012345678,0.5,-0.5,0.0,-0.0,10.0,0.001,0.00125,1234567.12345678,99999999999999.5]",
    ])
    func `text that is compact is copied, and so it is with white space`(_ value: String) {
        #expect(Self.copy(value) == value)
        let spaced = value.replacing(#/[\[\]{}:,]/#) { "\n \($0.output)\t " }
        #expect(Self.copy(spaced) == value)
        #expect(Self.copy(value.replacing(",", with: ", ")) == value)
    }

    @Test(arguments: [
        (#"["a\/b\u00e9\n\"c\"\\ \ud83d\ude00\u0001",1]"#, "[\"a/bé\\n\\\"c\\\"\\\\ 😀\\u0001\",1]"),
        (
            #"[{"a":"\/","b":"eight by\/tes and more, and\/ more","c":""}]"#,
            #"[{"a":"/","b":"eight by/tes and more, and/ more","c":""}]"#
        ),
        ("[1.50]", "[1.5]"), ("[{\"a\":1e3 },0.00]", "[{\"a\":1000.0},0.0]"), ("[-0.00,2.50 , 3]", "[-0.0,2.5,3]"),
        ("[0.0001,0.00012]", "[0.0001,0.00012]"), ("[1E-7]", "[1e-7]"),
        ("[37.77492950439453,-122.41941550000001]", "[37.77492950439453,-122.41941550000001]"),
        ("[123456789012345.5, 1.000000000000000000]", "[123456789012345.5,1.0]"),
    ])
    func `what is spelled otherwise is written anew`(_ value: String, _ expected: String) {
        #expect(Self.copy(value) == expected)
    }

    @Test(arguments: [
        #"[{"a\n":1}]"#, #"[{"a":1,"b":2,"a":3}]"#, #"[{"":1,"":2}]"#,
        #"[{"name of sixteen b":1,"name of sixteen b":2}]"#, "[-0]", "[01]", "[1234567890123456789]", "[1e400]",
        "[1e-400]",
        "[1.]", "[.5]", #"["\x"]"#, #"["\ud800"]"#, #"["\u12"]"#,
        "[-]", "[+1]", "[1 2]", "[1,]", "[,1]", "[tru]", "[{1:2}]", #"[{"a"}]"#, #"[{"a":}]"#, #"[{"a":1,}]"#,
        #"[{"a" 1}]"#, "[1}", "[{]", "[", "[{", #"[{"a""#, #"[{"a":"#, #"[{"a":1"#, "[1",
    ])
    func `what asks for more care, or is a mistake, is left to the tape`(_ value: String) {
        #expect(Self.copy(value) == nil)
    }

    @Test func `an object of many members is left to the tape`() {
        func object(_ count: Int) -> String { "[{\((0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ","))}]" }
        #expect(Self.copy(object(64)) == object(64))
        #expect(Self.copy(object(65)) == nil)
    }

    @Test func `containers too deep within each other are left to the tape`() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(Self.copy(nested(7), limit: 7) == nested(7))
        #expect(Self.copy(nested(8), limit: 7) == nil)
    }

    /// Random values, of which many must be copied, are the same column by either way.
    @Test func `escapes anywhere in texts of any length`() {
        for count in 0..<40 {
            for place in 0...count {
                let plain = (0..<count).map { String(UnicodeScalar(UInt8(97 + $0 % 26))) }
                let (head, tail) = (plain[..<place].joined(), plain[place...].joined())
                #expect(Self.copy("[\"\(head)\\/\(tail)\"]") == "[\"\(head)/\(tail)\"]")
                #expect(Self.copy("[\"\(head)\\n\\u0041\(tail)\"]") == "[\"\(head)\\nA\(tail)\"]")
            }
        }
    }

    @Test func `P34 a copy is what the exact parser comes to`() throws {
        var generator = SplitMix64(seed: 21)
        let scalars = [
            "1", "-7", "0", "12.5", "1.0", "1.50", "1e5", "-0.0", "true", "null", #""x""#, #""a\"b""#, #""é""#, "0.1",
            "-0",
            "1234567890.12345", "0.002", "0.1234567890123456789", "1e-300", #""\\/\\u00e9""#, "0.0002",
            "12345678901234567890",
        ]
        func value(_ depth: Int) -> String {
            let space = generator.chance(20) ? " " : ""
            if depth == 0 || generator.chance(40) {
                return generator.pick(generator.chance(80) ? Array(scalars.prefix(4)) : scalars)
            }
            let items = (0..<generator.below(5)).map { index in
                generator.chance(50)
                    ? value(depth - 1) : #"{"k\#(index)":\#(value(depth - 1)),"\#(generator.pick(["l", "k0"]))":1}"#
            }
            return "[\(space)\(items.joined(separator: ",\(space)"))\(space)]"
        }
        let values = (0..<2000).map { _ in Array(#"{"v":[\#(value(3)),{}],"after":1}"#.utf8) }
        let direct = try JSONColumnDecoder(DecodeOptions()).decode(values)
        let exact = try JSONColumnDecoder(exactly: DecodeOptions()).decode(values)
        for (row, value) in values.enumerated() where direct.cells(row) != exact.cells(row) {
            Issue.record("\(String(decoding: value, as: UTF8.self)): \(direct.rows[row]), not \(exact.rows[row])")
        }
    }
}
