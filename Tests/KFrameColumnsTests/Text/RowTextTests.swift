import TestSupport
import Testing

@testable import KFrameColumns

/// Rows as text hold what ``JSONText`` says of each value.
@Suite struct RowTextTests {
    private static let values: [VariantValue] =
        Palette.values
        + ([0, -1, 9, 10, -10, 99, 100, 12_345, 999_999_999_999_999_999, .max, .min] as [Int64]).map {
            VariantValue.int64($0)
        }
        + (1...18).flatMap { digits in
            let power = (0..<digits).reduce(Int64(1)) { power, _ in power * 10 }
            return [power - 1, power, power + 1, -power].map { VariantValue.int64($0) }
        }
        + (0..<40).flatMap { count in
            ["", "\"", "\\", "\n", "\u{1F}", "é", ",", "\r"].flatMap { special in
                [
                    VariantValue.string(String(repeating: "x", count: count) + special),
                    .string(special + String(repeating: "y", count: count)),
                ]
            }
        }

    private func text(_ write: (inout RowText) -> [Int]) -> (text: String, ends: [Int]) {
        // So small that it has to grow.
        var rows = RowText(capacity: 0)
        let ends = write(&rows)
        return (rows.finish().withUnsafeBytes { String(decoding: $0, as: UTF8.self) }, ends)
    }

    @Test func `objects leave out what is absent and hold JSON`() throws {
        let first = try VariantColumn.make("a\"b", Self.values)
        let second = try VariantColumn.make("c", Self.values.reversed())
        let time = VariantColumn(
            "_timestamp", meaning: .timestampMilliseconds, int64s: Self.values.indices.map { Int64($0 * 997 - 1) },
            nullWhere: -1)
        let columns = [first, second, time]
        var expected = JSONText()
        var expectedEnds: [Int] = []
        let rows = Array(Self.values.indices).filter { $0 % 3 != 1 }
        for row in rows {
            var isFirst = true
            expected.append(ascii: UInt8(ascii: "{"))
            for column in columns where column.kind(row) != .absent {
                if !isFirst { expected.append(ascii: UInt8(ascii: ",")) }
                isFirst = false
                expected.append(string: column.name)
                expected.append(ascii: UInt8(ascii: ":"))
                expected.append(column, row: row)
            }
            expected.append(verbatim: "}\n")
            expectedEnds.append(expected.bytes.count)
        }
        let (written, ends) = text { $0.append(objects: columns, rows: .rows(rows.map { Int32($0) })) }
        #expect(written == expected.string)
        #expect(ends == expectedEnds)
    }

    @Test func `lines quote what has to be quoted`() throws {
        let column = try VariantColumn.make("c", Self.values)
        var expected = ""
        for (row, value) in Self.values.enumerated() {
            var field = ""
            var isNull = false
            switch value {
            case .absent, .null: isNull = true
            case .string(let text): field = text
            default:
                var json = JSONText()
                json.append(column, row: row)
                field = json.string
            }
            let isQuoted = field.isEmpty || field.utf8.contains { [0x2C, 0x22, 0x0A, 0x0D].contains($0) }
            let quoted = isQuoted ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
            expected += (isNull ? "" : quoted) + ",," + (isNull ? "" : quoted) + "\r\n"
        }
        let (written, ends) = text { $0.append(lines: [column, nil, column], rows: .all(Self.values.count)) }
        #expect(Array(written.utf8) == Array(expected.utf8))
        #expect(ends.count == Self.values.count && ends.last == expected.utf8.count)
    }

    @Test(arguments: [1, 63, 64, 65, 128, 200])
    func `whichever of many columns a row has, whole batches and chosen rows`(_ count: Int) throws {
        var generator = SplitMix64(seed: UInt64(count))
        let shares = [0.0, 0.02, 0.5, 0.98, 1.0]
        let columns = try (0..<60).map { place in
            // Names of every length up to 59, and one of more than a block that is copied at once.
            try VariantColumn.make(
                String(repeating: "n", count: place),
                (0..<count).map { row in
                    Double.random(in: 0..<1, using: &generator) < shares[place % shares.count]
                        ? .int64(Int64(place * row)) : .absent
                })
        }
        for rows in [RowSelection.all(count), .rows((0..<count).filter { $0 % 3 != 0 }.map { Int32($0) })] {
            var expected = ""
            for index in 0..<rows.count {
                let row = rows.row(at: index)
                let members = columns.filter { $0.kind(row) != .absent }.map { "\"\($0.name)\":\($0.payloads[row])" }
                expected += "{\(members.joined(separator: ","))}\n"
            }
            let (written, ends) = text { $0.append(objects: columns, rows: rows) }
            #expect(written == expected)
            #expect(ends.count == rows.count)
        }
    }

    @Test func `a pool's memory is used again, by one owner at a time`() throws {
        let pool = TextPool()
        let column = try VariantColumn.make("c", [.string(String(repeating: "x", count: 1_000))])
        func block() -> TextBlock {
            var rows = RowText(capacity: 2_000, pool: pool)
            _ = rows.append(objects: [column], rows: .all(1))
            return rows.finish()
        }
        func address(_ block: TextBlock) -> Int { block.withUnsafeBytes { Int(bitPattern: $0.baseAddress) } }
        var first: TextBlock? = block()
        let place = first.map(address)
        let second = block()
        #expect(address(second) != place)
        first = nil
        let third = block()
        #expect(address(third) == place)
        #expect(
            third.withUnsafeBytes { $0.count } == 1_009
                && second.withUnsafeBytes { $0.elementsEqual(third.withUnsafeBytes(Array.init)) })
    }
}
