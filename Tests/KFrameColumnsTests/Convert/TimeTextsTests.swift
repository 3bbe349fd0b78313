import Testing

@testable import KFrameColumns

/// Times are kept as counts, and where they have to be text after all it is the text that was there.
@Suite struct TimeTextsTests {
    /// Every form of a few moments: each mark, number of digits and sort of zone.
    private static let texts: [String] = {
        var texts: [String] = []
        for date in ["2022-09-22", "0001-01-01", "9999-12-31", "1969-12-31", "2024-02-29"] {
            for mark in ["T", "t", " "] {
                for digits in 0...9 {
                    let fraction = digits == 0 ? "" : "." + String("098765432".prefix(digits))
                    for zone in ["Z", "z", "+00:00", "-00:00", "+02:00", "-23:59"] {
                        texts.append("\(date)\(mark)12:34:56\(fraction)\(zone)")
                    }
                }
            }
        }
        return texts
    }()

    private func check(_ texts: [String?]) throws {
        let column = try VariantColumn.make("c", texts.map { $0.map { .string($0) } ?? .null })
        let compact = try CompactColumn(of: column, rows: .all(texts.count))
        #expect(compact.summary == TypeSummary(of: column, rows: .all(texts.count)))
        for type in [
            .utf8, .binary, DataType.timestamp(.microsecond), .timestamp(.nanosecond), .timestamp(.millisecond),
        ] {
            let promoted = Result { () throws(ColumnError) in try compact.promote(to: type) }
            let direct = Result { () throws(ColumnError) in
                try DenseRows.with(column, .all(texts.count)) { (rows) throws(ColumnError) in
                    do throws(Misfit) {
                        return try rows.column(
                            ConversionTarget(type: type, meaning: .event, limit: largestOffset))
                    } catch {
                        throw error.error(column: "c", type: type)
                    }
                }
            }
            switch (promoted, direct) {
            case (.success(let promoted), .success(let direct)): #expect(promoted.image == direct.image)
            case (.failure(let promoted), .failure(let direct)): #expect(promoted == direct)
            default: Issue.record("\(texts.prefix(3)) as \(type): \(promoted), not \(direct)")
            }
        }
    }

    @Test func `P38 each form alone, in pairs and all together`() throws {
        for text in Self.texts { try check([text, nil, text]) }
        for (index, text) in Self.texts.enumerated() { try check([text, Self.texts[(index + 61) % Self.texts.count]]) }
        // More forms than are kept apart.
        try check(Self.texts)
        try check(Self.texts.filter { $0.hasPrefix("2022") })
        try check(Self.texts.filter { $0.hasPrefix("2022") && $0.hasSuffix("Z") })
    }

    @Test func `times beyond what nanoseconds hold are kept as counts too, as a missing one's year 1`() throws {
        let texts = ["2022-09-22T12:00:00.123Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"]
        let column = try VariantColumn.make("c", texts.map { .string($0) })
        let compact = try CompactColumn(of: column, rows: .all(texts.count))
        guard case .times = compact.values.storage else {
            Issue.record("kept as \(compact.values.storage)")
            return
        }
        #expect(compact.summary.resolved(detectTimes: true) == .timestamp(.microsecond))
        try check(texts)
        try check(["2262-04-11T23:47:16.854775Z", "1677-09-21T00:12:43.145225Z", "1677-09-21T00:12:43.145224Z"])
    }

    @Test func `P38 times beside what is none`() throws {
        try check(["2022-09-22T12:00:00Z", "2022-09-22T12:00:60Z"])
        try check([nil, "2022-09-22T12:00:00Z", ""])
        try check(["2022-09-22T12:00:00.000000001Z", "1600-01-01T00:00:00Z"])
        try check(["2262-04-11T23:47:16.854775807Z", "2262-04-11T23:47:16Z"])
        try check(["2262-04-11T23:47:17Z", "2022-09-22T12:00:00Z"])
    }
}
