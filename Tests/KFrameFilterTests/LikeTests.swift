import KFrameColumns
import KFrameFilter
import TestSupport
import Testing

@Suite struct LikeTests {
    static let patterns = [
        "", "%", "%%", "_", "__", "%_", "_%", "a", "a%", "%a", "%a%", "a%b", "a_b", "a%b%a", "%ab%ba%", "_a%", "%a_",
        "%a_b%", "aa%aa", "%aaa", "aaa%", "é%", "%é", "_é_", "%\u{1F600}%", "%\\%", "A%", "%É%", "a%a%a%a", "%_a_%b",
    ]

    /// All texts of up to five of three letters, and some with longer code points.
    static let texts: [String] = {
        var texts = [""]
        var last = [""]
        for _ in 0..<5 {
            last = last.flatMap { text in ["a", "b", "é"].map { text + $0 } }
            texts.append(contentsOf: last)
        }
        return texts + [
            "\u{1F600}", "a\u{1F600}b", "A", "Ab", "É", "aÉb", "\\", "a\\", "100%", "a_b", "e\u{301}", "\u{130}", "ẞ",
            "ß",
            "Σ", "ς", "K", "\u{212A}",
        ]
    }()

    @Test("each pattern against each text as a naive matcher has it", arguments: patterns)
    func enumerated(_ text: String) throws {
        let pattern = try #require(LikePattern(ExactText(text), escape: nil))
        let values = Self.texts.map { VariantValue.string($0) }
        let scratch = FilterScratch()
        for ignoresCase in [false, true] {
            for isNegated in [false, true] {
                let leaf = Condition.like(ColumnPath("v"), pattern, ignoresCase: ignoresCase, isNegated: isNegated)
                try KernelGridTests.check(leaf, values, scratch: scratch)
            }
        }
    }

    @Test("long texts, in which runs are searched for by blocks")
    func longTexts() throws {
        var generator = SplitMix64(seed: 42)
        let scratch = FilterScratch()
        for _ in 0..<300 {
            func text(_ count: Int) -> String {
                String((0..<count).map { _ in generator.pick(["a", "a", "a", "b", "é"]) })
            }
            let runs = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                text(Int.random(in: 1...9, using: &generator))
            }
            let joint = generator.chance(30) ? "_%" : "%"
            let outside = generator.chance(50) ? "%" : ""
            let spelling = outside + runs.joined(separator: joint) + outside
            let pattern = try #require(LikePattern(ExactText(spelling), escape: nil))
            var values = (0..<6).map { _ in VariantValue.string(text(Int.random(in: 0...140, using: &generator))) }
            // Some that hold the runs, at all distances from a block's ends.
            for _ in 0..<6 {
                let parts = runs.map { $0 + text(Int.random(in: 0...40, using: &generator)) }
                values.append(.string(text(Int.random(in: 0...70, using: &generator)) + parts.joined()))
            }
            values.append(.bytes(Array(text(50).utf8) + [0xFF, 0x80]))
            let leaf = Condition.like(ColumnPath("v"), pattern, ignoresCase: false, isNegated: false)
            try KernelGridTests.check(leaf, values, scratch: scratch)
        }
    }

    @Test func escapes() throws {
        let values: [VariantValue] = ["100%", "100x", "a_b", "axb", "a\\b", "a!b"].map { .string($0) }
        #expect(try TestRows.passing("v LIKE '%!%' ESCAPE '!'", values) == [.string("100%")])
        #expect(try TestRows.passing("v LIKE 'a\\_b' ESCAPE '\\'", values) == [.string("a_b")])
        #expect(try TestRows.passing("v LIKE 'a!!b' ESCAPE '!'", values) == [.string("a!b")])
        // Without ESCAPE a backslash is a backslash, as the SQL standard has it.
        #expect(try TestRows.passing("v LIKE '%\\%'", values) == [.string("a\\b")])
        #expect(try TestRows.passing("v NOT LIKE '%x%'", values + [.int64(1), .null]).count == 4)
    }

    @Test func canonicalPatterns() throws {
        func parsed(_ text: String) throws -> FilterExpression { try .parse(text) }
        #expect(try parsed("v LIKE '%%_%'") == parsed("v LIKE '_%'"))
        #expect(try parsed("v LIKE 'a!%%' ESCAPE '!'") == parsed("v LIKE 'a#%%' ESCAPE '#'"))
        #expect(try parsed("v LIKE 'a!%%\\' ESCAPE '!'").description == "v LIKE 'a\\%%\\\\' ESCAPE '\\'")
        #expect(try parsed("v ilike 'it''s'").description == "v ILIKE 'it''s'")
    }
}
