import KFrameColumns
import TestSupport
import Testing

@testable import KFrameDecode

/// simdjson and ``ExactJSONParser`` take and refuse the same values, and read them alike, but for the documented
/// differences: numbers beyond simdjson's limits, -0, underflow, and one level of nesting.
struct ParserAgreementTests {
    /// Seeds to mutate: each kind of token, and whole events.
    private static let seeds = [
        #"{"a":1,"b":-2.5e3,"c":"x\n\u00e9\ud83d\ude00","d":[1,2,{"e":null}],"f":{"g":true,"h":false},"i":[]}"#,
        #"{"n":[0,-0,0.0,-0.0,1e400,-1e400,1e-400,5e-324,9223372036854775807,9223372036854775808,1e2,0.1e-10]}"#,
        #"{"k":"","":{"":""},"a.b":[[],[[]],{}],"dup":1,"dup":{"x":1},"long":18446744073709551616}"#,
        "[ 1 ,\t2 , \n\"three\" , true , null , [ ] , { } ]", "\"only text\"", "-12.5e-3", "null", " true ",
        #"{"ü":"日本 😀","tab":"\t","slash":"\/","q":"\"\\"}"#,
    ]

    /// The value's tokens; those which the parsers may read differently are marked.
    private static func tokens(_ tape: JSONTape) -> [String] {
        var tokens: [String] = []
        var index = JSONTape.start
        let end = tape.after(index)
        while index < end {
            let word = tape.words[index]
            switch JSONTape.tag(word) {
            case JSONTape.Tag.string: tokens.append("string \(Array(tape.string(word)))")
            case JSONTape.Tag.digits: tokens.append("digits \(String(decoding: tape.string(word), as: UTF8.self))")
            case JSONTape.Tag.uint64: tokens.append("digits \(tape.words[index + 1])")
            case JSONTape.Tag.int64: tokens.append("int64 \(Int64(bitPattern: tape.words[index + 1]))")
            case JSONTape.Tag.double: tokens.append("double \(Double(bitPattern: tape.words[index + 1]))")
            case let tag where tag == JSONTape.Tag.object || tag == JSONTape.Tag.array:
                tokens.append("\(Character(Unicode.Scalar(tag))) to \(JSONTape.end(word))")
            case let tag: tokens.append("\(Character(Unicode.Scalar(tag))) \(JSONTape.payload(word))")
            }
            index =
                [JSONTape.Tag.object, JSONTape.Tag.array].contains(JSONTape.tag(word)) ? index + 1 : tape.after(index)
        }
        return tokens.map {
            // String offsets differ where digits lie between; container ends differ by the digits' missing words.
            $0.hasPrefix("{ to") || $0.hasPrefix("[ to") || $0.hasPrefix("} ") || $0.hasPrefix("] ")
                ? String($0.prefix(1)) : $0
        }
    }

    private final class Parsers {
        var fast = SimdJSONParser()
        var exact = ExactJSONParser()

        /// Compares the two on one value that lies in `bytes` from 0 to `count`.
        func compare(_ bytes: [UInt8], count: Int) -> Bool {
            bytes.withUnsafeBytes { bytes in
                let value = UnsafeRawBufferPointer(rebasing: bytes[0..<count])
                let fastTokens = fast.parse(value, readable: bytes.count).map(ParserAgreementTests.tokens)
                let exactTokens = (try? exact.parse(value)).map(ParserAgreementTests.tokens)
                let model = ModelJSON(Array(value))
                guard (model != nil) == (exactTokens != nil) else { return false }
                guard let exactTokens else { return fastTokens == nil }
                guard let fastTokens else {
                    return exactTokens.contains { $0.hasPrefix("digits") } || (model?.depth ?? 0) >= 1024
                }
                guard fastTokens.count == exactTokens.count else { return false }
                return zip(fastTokens, exactTokens).allSatisfy { fast, exact in
                    if fast == exact { return true }
                    if fast == "int64 0" && exact == "double -0.0" { return HiddenNumbers.mayHaveNegativeZero(value) }
                    let isUnderflow = ["double 0.0", "double -0.0"].contains(fast) && exact.hasPrefix("digits")
                    return isUnderflow && HiddenNumbers.mayUnderflow(value)
                }
            }
        }
    }

    @Test(arguments: ["edge-values", "late-events", "timestamps-odd", "transactions"])
    func agreeOnGoldenValues(_ topic: String) throws {
        let parsers = Parsers()
        for value in try GoldenValues.values(topic) {
            guard let value, value.count < 300_000 else { continue }
            #expect(parsers.compare(value, count: value.count), "\(String(decoding: value.prefix(200), as: UTF8.self))")
        }
    }

    @Test func agreeOnMutations() {
        var generator = SplitMix64(seed: 20220922)
        let parsers = Parsers()
        let alphabet =
            Array("{}[]:,\"\\-+.eE0123456789 \t\ntfnu/dDcC8{}[]:,\"".utf8) + [0, 0x1F, 0x80, 0xC3, 0xED, 0xFF]
        var taken = 0
        for round in 0..<12_000 {
            var value = Array(Self.seeds[round % Self.seeds.count].utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) where !value.isEmpty {
                let place = Int.random(in: 0..<value.count, using: &generator)
                let byte = alphabet.randomElement(using: &generator) ?? 0
                switch Int.random(in: 0..<6, using: &generator) {
                case 0: value[place] = byte
                case 1: value.insert(byte, at: place)
                case 2: value.remove(at: place)
                case 3: value.removeSubrange(place..<min(value.count, place + 8))
                case 4: value.insert(contentsOf: value[place..<min(value.count, place + 12)], at: place)
                default: value[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                }
            }
            let isSame = parsers.compare(value, count: value.count)
            #expect(isSame, "\(String(decoding: value, as: UTF8.self)) \(value)")
            if ModelJSON(value) != nil { taken += 1 }
        }
        // The mutations are gentle enough to be of use.
        #expect(taken > 1000)
    }

    /// A value's end is its own, whatever bytes follow in the buffer.
    @Test func agreeOnEveryTruncation() {
        let parsers = Parsers()
        for seed in Self.seeds {
            let whole = Array(seed.utf8)
            for count in 0...whole.count {
                let hasRest = parsers.compare(
                    whole + whole + Array(repeating: UInt8(ascii: "}"), count: 80), count: count)
                #expect(hasRest, "\(count) bytes of \(seed), with the rest behind them")
                let isBare = parsers.compare(Array(whole.prefix(count)), count: count)
                #expect(isBare, "\(count) bytes of \(seed)")
            }
        }
    }

    @Test func agreeOnNumbers() {
        var generator = SplitMix64(seed: 7)
        let parsers = Parsers()
        for _ in 0..<4000 {
            func digits(_ most: Int) -> String {
                String(
                    (0..<Int.random(in: 1...most, using: &generator)).map { _ in
                        Character(Unicode.Scalar(UInt8.random(in: 48...57, using: &generator)))
                    })
            }
            var text = Bool.random(using: &generator) ? "-" : ""
            text += ["0", "1", "9", digits(22)].randomElement(using: &generator) ?? ""
            if Bool.random(using: &generator) {
                text += "." + [digits(4), digits(40)].randomElement(using: &generator)!
            }
            if Bool.random(using: &generator) {
                text += ["e", "E", "e-", "e+", "E-"].randomElement(using: &generator)! + digits(3)
            }
            for value in [text, "[\(text)]", "{\"a\":\(text)}"] {
                let isSame = parsers.compare(Array(value.utf8), count: value.utf8.count)
                #expect(isSame, "\(value)")
            }
        }
    }

    @Test func agreeOnNestingUpToTheLimit() {
        let parsers = Parsers()
        for depth in [1, 2, 1022, 1023, 1024, 1025, 1026] {
            for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
                for inside in ["1", "[]", "{}"] {
                    let value = String(repeating: open, count: depth) + inside + String(repeating: close, count: depth)
                    let isSame = parsers.compare(Array(value.utf8), count: value.utf8.count)
                    #expect(isSame, "\(depth) \(open) around \(inside)")
                    var exact = ExactJSONParser()
                    let isTaken = Array(value.utf8).withUnsafeBytes { (try? exact.parse($0)) != nil }
                    #expect(isTaken == (depth + (inside == "1" ? 0 : 1) <= 1024), "\(depth) \(open) around \(inside)")
                }
            }
        }
    }
}
