import TestSupport
import Testing

@testable import KFrameColumns

/// Batches compacted, types unified, columns promoted: as the slow model says, however the rows are cut into batches.
@Suite struct PromotionTests {
    /// Checks one list of values, cut into batches in each possible way.
    private func check(_ values: [VariantValue]) throws {
        let type = ReferenceModel.type(values)
        for batches in Palette.splits(values) {
            let columns = try batches.map { try VariantColumn.make("c", $0) }
            let compact = try columns.map { try CompactColumn(of: $0, rows: .all($0.rowCount)) }
            var summary = TypeSummary()
            for column in compact { summary.merge(column.summary) }
            let resolved = summary.resolved(detectTimes: true)
            #expect(resolved == type, "\(values)")
            #expect(summary.counts.total == values.count)

            for (index, batch) in batches.enumerated() {
                let promoted = try compact[index].promote(to: resolved)
                #expect(promoted.cells == batch.map { ReferenceModel.cell($0, type) }, "\(batches) as \(type)")
                #expect(promoted.layoutFaults() == [], "\(batches) as \(type)")
                let made = try makeColumn(from: columns[index], rows: .all(batch.count), as: resolved)
                #expect(made.image == promoted.image, "\(batches) as \(type)")
                #expect(try direct(columns[index], resolved).get().image == promoted.image, "\(batches) as \(type)")
            }
        }
    }

    /// The general conversion, which knows nothing of compact values.
    private func direct(_ column: VariantColumn, _ type: DataType) -> Result<Column, ColumnError> {
        DenseRows.with(column, .all(column.rowCount)) { rows in
            let target = ConversionTarget(type: type, meaning: column.meaning, limit: largestOffset)
            do throws(Misfit) {
                return .success(try rows.column(target))
            } catch {
                return .failure(error.error(column: column.name, type: type))
            }
        }
    }

    @Test func `P32 P33 P34 each single value`() throws {
        for value in Palette.values { try check([value]) }
    }

    @Test func `P32 P33 P34 all pairs of values, in both orders, in every split`() throws {
        for pair in Palette.pairs { try check(pair) }
    }

    @Test func `P32 P33 P34 all triples of values in every split`() throws {
        for triple in Palette.triples { try check(triple) }
    }

    @Test func `promotion to any type equals direct conversion and the model, errors too`() throws {
        for pair in Palette.pairs {
            let column = try VariantColumn.make("c", pair)
            let compact = try CompactColumn(of: column, rows: .all(2), keepsKinds: true)
            for type in Palette.types {
                let promoted = Result { () throws(ColumnError) in try compact.promote(to: type) }
                let made = Result { () throws(ColumnError) in try makeColumn(from: column, rows: .all(2), as: type) }
                let expected = pair.map { ReferenceModel.cell($0, type) }
                #expect(image(promoted) == image(direct(column, type)), "\(pair) as \(type)")
                #expect(image(promoted) == image(made), "\(pair) as \(type)")
                switch promoted {
                case .success(let column):
                    #expect(column.cells == expected, "\(pair) as \(type)")
                    #expect(column.layoutFaults() == [])
                case .failure(let error):
                    #expect(error.row == expected.firstIndex(of: nil), "\(pair) as \(type)")
                    #expect(error.column == "c")
                }
            }
        }
    }

    private func image(_ result: Result<Column, ColumnError>) -> [String] {
        switch result {
        case .success(let column): column.image
        case .failure(let error): ["\(error)"]
        }
    }

    @Test func `selections take just their rows`() throws {
        let values = Palette.values
        let column = try VariantColumn.make("c", values)
        var generator = SplitMix64(seed: 7)
        for size in [0, 1, 2, 3, 5, 8, values.count] {
            for _ in 0..<60 {
                let rows = Array(values.indices.shuffled(using: &generator).prefix(size)).sorted()
                let selection = RowSelection.rows(rows.map { Int32($0) })
                let taken = rows.map { values[$0] }
                let type = ReferenceModel.type(taken)
                let compact = try CompactColumn(of: column, rows: selection)
                #expect(compact.summary.resolved(detectTimes: true) == type)
                #expect(compact.rowCount == size)
                #expect(compact.firstRow == taken.firstIndex { $0 != .absent })
                let promoted = try compact.promote(to: type)
                #expect(promoted.cells == taken.map { ReferenceModel.cell($0, type) })
                #expect(promoted.layoutFaults() == [])
                #expect(try makeColumn(from: column, rows: selection, as: type).image == promoted.image)
            }
        }
    }

    @Test func `long columns of one sort, with and without nulls, whole and selected`() throws {
        var generator = SplitMix64(seed: 11)
        let sorts: [(inout SplitMix64) -> VariantValue] = [
            { .bool(Bool.random(using: &$0)) },
            { .int64(Int64.random(in: .min ... .max, using: &$0)) },
            { .double(Double.random(in: -1e6...1e6, using: &$0)) },
            {
                Bool.random(using: &$0)
                    ? .int64(Int64.random(in: -1000...1000, using: &$0))
                    : .double(Double.random(in: -9...9, using: &$0))
            },
            { .string(String(repeating: "é\"", count: Int.random(in: 0...9, using: &$0))) },
            {
                .string(
                    RFC3339.string(
                        Int64.random(in: -62_000_000_000_000_000...250_000_000_000_000_000, using: &$0), .microsecond))
            },
            { .digits("1" + String(repeating: "0", count: Int.random(in: 20...40, using: &$0))) },
            { .bytes([UInt8](repeating: 0xFE, count: Int.random(in: 0...9, using: &$0))) },
            { generator in
                .list(
                    (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                        .int64(Int64.random(in: 0...9, using: &generator))
                    })
            },
            { generator in
                .list(
                    (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                        Bool.random(using: &generator)
                            ? .string("s\(UInt8.random(in: 0...255, using: &generator))") : .null
                    })
            },
        ]
        for sort in sorts {
            for nullShare in [0, 3] {
                for count in [1, 7, 8, 9, 63, 64, 65, 300] {
                    let values: [VariantValue] = (0..<count).map { _ in
                        let isNull = nullShare > 0 && Int.random(in: 0..<nullShare, using: &generator) == 0
                        return isNull ? (Bool.random(using: &generator) ? .null : .absent) : sort(&generator)
                    }
                    let column = try VariantColumn.make("c", values)
                    let odd = (0..<count).filter { $0 & 1 == 1 }
                    for selection in [RowSelection.all(count), .rows(odd.map { Int32($0) })] {
                        let taken = (0..<selection.count).map { values[selection.row(at: $0)] }
                        let type = ReferenceModel.type(taken)
                        let compact = try CompactColumn(of: column, rows: selection)
                        #expect(compact.summary.resolved(detectTimes: true) == type)
                        for target in [type, type == .binary ? .binary : .utf8] {
                            let promoted = try compact.promote(to: target)
                            #expect(promoted.cells == taken.map { ReferenceModel.cell($0, target) })
                            #expect(promoted.layoutFaults() == [])
                            #expect(try makeColumn(from: column, rows: selection, as: target).image == promoted.image)
                        }
                    }
                }
            }
        }
    }

    @Test(
        arguments: [
            [.string("ab"), .null, .string("c")],
            // Of several kinds: text, whatever other rows hold.
            [.string("ab"), .null, .int64(7), .double(0.5), .bool(true), .json("{}")],
        ] as [[VariantValue]])
    func `a column of the resolved type shares the compact values' memory`(_ values: [VariantValue]) throws {
        let column = try VariantColumn.make("c", values)
        let compact = try CompactColumn(of: column, rows: .all(values.count))
        let first = try compact.promote(to: .utf8)
        let second = try compact.promote(to: .binary)
        #expect(first.data?.base == second.data?.base)
        #expect(first.offsets?.base == second.offsets?.base)
    }
}
