import KFrameColumns
import KFrameFilter
import TestSupport
import Testing

@Suite struct PrefilterTests {
    private func mayMatch(_ filter: String, _ value: [UInt8]) throws -> Bool? {
        RawPrefilter(try .parse(filter))?.mayMatch(value)
    }

    private func mayMatch(_ filter: String, _ value: String) throws -> Bool? {
        try mayMatch(filter, Array(value.utf8))
    }

    @Test(
        "which filters have one",
        arguments: [
            ("a = 'xyz'", true), ("a IN ('xyz', 'abc')", true), ("a LIKE '%xyz%'", true),
            ("a = 'xyz' AND b <> 1", true),
            ("a = 'xyz' OR b = 'abc'", true), ("NOT (a <> 'xyz')", true), ("NOT NOT a = 'xyz'", true),
            ("(a = 'x' OR b = 'y') AND _partition = 1", true), ("price >= 10", true), ("a ILIKE 'xyz'", true),
            ("a <> 'xyz'", false), ("NOT a = 'xyz'", false), ("a IS NULL", false), ("a = 'xyz' OR b IS NULL", false),
            ("a = 'xyz' OR _partition = 1", false), ("a NOT IN ('xyz')", false), ("a NOT LIKE 'xyz'", false),
            ("_key = 'xyz'", false), ("_value = 'xyz'", false), ("_error = 'xyz'", false), ("_rest = 'xyz'", false),
            ("a NOT BETWEEN 1 AND 2", false),
            ("a IS NOT NULL", false),
        ])
    func derivation(_ filter: String, _ expected: Bool) throws {
        #expect((RawPrefilter(try .parse(filter)) != nil) == expected)
    }

    @Test("P35 a value without the needle does not match")
    func rejects() throws {
        for (filter, value, expected) in [
            ("a = 'xyz'", #"{"a":"xyz"}"#, true), ("a = 'xyz'", #"{"a":"xyzz"}"#, false),
            ("a = 'xyz'", #"{"b":"xyz"}"#, true), ("a = 'xyz'", #"{"a":"\u0078yz"}"#, true),
            ("a = 'xyz'", #"{"a":"q\n"}"#, true), ("a = 'xyz'", #"{"a":1}"#, false), ("a = 'xyz'", "{}", false),
            ("a IN ('p', 'q')", #"{"a":"q"}"#, true), ("a IN ('p', 'q')", #"{"a":"r"}"#, false),
            ("a LIKE 'p%'", #"{"a":"pq"}"#, true), ("a LIKE 'pr%'", #"{"a":"qpr"}"#, false),
            ("a LIKE '%xyz%' AND b = 'long literal'", #"{"a":"xyz"}"#, false),
            ("a = 'say \"hi\"'", #"{"a":"say hi"}"#, false), ("a = 'say \"hi\"'", #"{"a":"say \"hi\""}"#, true),
            ("a = 'tab\there'", "{\"a\":\"tab\\there\"}", true), ("a = 'tab\there'", "{\"a\":\"tab there\"}", false),
            ("a = 'größe'", #"{"a":"größe"}"#, true), ("a = 'größe'", #"{"a":"grösse"}"#, false),
            ("price > 10", #"{"price":1}"#, true), ("price > 10", #"{"cost":11}"#, false),
            ("p.price > 10", #"{"p":{"price" : 1}}"#, true), ("value._key = 1", #"{"_key":1}"#, true),
        ] {
            #expect(try mayMatch(filter, value) == expected, "\(filter) \(value)")
        }
    }

    @Test(
        "what is no plain object is parsed",
        arguments: [
            "", " ", "null", "1", "\"text\"", "[1]", "{", "}", "{\"a\":1", "\"a\":1}", "\u{0}\u{0}\u{0}\u{0}\u{1}",
            "\u{0}{}",
            "\u{0}\u{0}\u{0}\u{0}\u{1} {}", "{} x", "x {}", "\u{0}\u{0}\u{0}\u{0}\u{1}[]", "\u{0}{\u{0}}",
        ])
    func shapes(_ value: String) throws {
        #expect(try mayMatch("a = 'xyz'", value) == true)
    }

    @Test(
        "plain objects are seen behind framing, blanks and a byte-order mark",
        arguments: [
            "{}", " {} ", "\n\t{\"a\":1}\r\n", "\u{FEFF}{}", "\u{FEFF} {} ", "\u{0}\u{0}\u{0}\u{1}\u{2}{\"a\":1}\n",
        ])
    func plainObjects(_ value: String) throws {
        #expect(try mayMatch("a = 'xyz'", value) == false)
    }

    @Test("P35 the needle is found at every place of values of every length")
    func places() throws {
        let single = try #require(RawPrefilter(.parse("a = 'needle-9'")))
        let several = try #require(RawPrefilter(.parse("a IN ('needle-9', 'other', 'q')")))
        let runs = try #require(
            RawPrefilter(.parse("a LIKE '%needle-9\"%' OR a LIKE '%needle-9' OR a = 'other' OR a = 'q'")))
        for count in 2..<120 {
            let blank =
                [UInt8(ascii: "{")] + Array(repeating: UInt8(ascii: "."), count: count - 2) + [UInt8(ascii: "}")]
            #expect(!single.mayMatch(blank))
            #expect(!several.mayMatch(blank))
            #expect(!runs.mayMatch(blank))
            for needle in ["\"needle-9\"", "\"other\"", "\"q\""] {
                let bytes = Array(needle.utf8)
                guard count >= bytes.count + 2 else { continue }
                for place in 1...(count - 1 - bytes.count) {
                    var value = blank
                    value.replaceSubrange(place..<place + bytes.count, with: bytes)
                    #expect(several.mayMatch(value))
                    #expect(runs.mayMatch(value))
                    #expect(single.mayMatch(value) == (needle == "\"needle-9\""))
                    value[place + bytes.count - 1] = UInt8(ascii: "x")
                    #expect(!several.mayMatch(value))
                    #expect(!runs.mayMatch(value))
                }
            }
        }
    }

    @Test("many alternatives are all searched for, or what they begin with, or the key")
    func manyAlternatives() throws {
        let texts = (0..<100).map { "'\($0)x'" }.joined(separator: ",")
        #expect(try mayMatch("a IN (\(texts))", #"{"a":"57x"}"#) == true)
        #expect(try mayMatch("a IN (\(texts))", #"{"a":"157x"}"#) == false)
        #expect(try mayMatch("a IN (\(texts))", #"{"a":"57xx"}"#) == false)
        let alike = (0..<20).map { "a LIKE '%order_\($0)'" }.joined(separator: " OR ")
        #expect(try mayMatch(alike, #"{"a":"an order_5"}"#) == true)
        #expect(try mayMatch(alike, #"{"a":"a page_5"}"#) == false)
        let unlike = (0..<20).map { "a LIKE '%\($0)order'" }.joined(separator: " OR ")
        #expect(try mayMatch(unlike, "{}") == nil)
        // An empty text is in nearly every event as two quotes; the field's key tells more.
        #expect(try mayMatch("a_key IN ('', 'x', 'y')", #"{"a_key":""}"#) == true)
        #expect(try mayMatch("a_key IN ('', 'x', 'y')", #"{"b":""}"#) == false)
    }

    @Test("P35 no value that a filter is true of is refused, in whatever way it is spelt", arguments: 0..<4)
    func soundness(_ seed: UInt64) throws {
        var generator = SplitMix64(seed: 500 + seed)
        var derived = 0
        var refused = 0
        var matched = 0
        for _ in 0..<400 {
            let expression = FilterExpression(EventGenerator.condition(2, &generator))
            guard let prefilter = RawPrefilter(expression) else { continue }
            derived += 1
            for _ in 0..<40 {
                let event = EventGenerator.event(&generator)
                let row = TestRow(EventGenerator.flattened(event))
                let bytes = EventGenerator.spelt(event, &generator)
                let answer = prefilter.mayMatch(bytes)
                if !answer { refused += 1 }
                guard ReferenceEvaluator.verdict(expression, row) == .passes else { continue }
                matched += 1
                #expect(answer, "\(expression): \(String(decoding: bytes, as: UTF8.self))")
            }
        }
        #expect(derived > 50 && refused > 300 && matched > 100, "\(derived) \(refused) \(matched)")
    }
}

extension RawPrefilter {
    fileprivate func mayMatch(_ value: [UInt8]) -> Bool { value.withUnsafeBytes { mayMatch($0) } }
}
