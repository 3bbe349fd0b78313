import KFrameColumns
import Testing

@Suite struct RowSelectionTests {
    private func rows(_ selection: RowSelection) -> [Int] { (0..<selection.count).map { selection.row(at: $0) } }

    @Test func `rows are named, cut and counted`() {
        #expect(rows(.all(3)) == [0, 1, 2])
        #expect(rows(.rows([1, 5])) == [1, 5])
        #expect(RowSelection.all(3).prefix(5) == .all(3))
        #expect(rows(RowSelection.all(3).prefix(2)) == [0, 1])
        #expect(rows(RowSelection.rows([1, 5, 6]).prefix(2)) == [1, 5])
        #expect(rows(RowSelection.rows([1, 5, 6]).slice(1..<3)) == [5, 6])
        #expect(rows(RowSelection.all(4).slice(1..<3)) == [1, 2])
        #expect(RowSelection.rows([]).isEmpty)
        #expect(RowSelection.all(3).prefix(-1).isEmpty)
    }

    @Test func `rows beyond the column are absent, and read nothing beyond its memory`() throws {
        let column = try VariantColumn.make("c", [.string("a")])
        for selection in [RowSelection.rows([0, 1, 70]), .all(3), .rows([-1, 0, 5])] {
            let compact = try CompactColumn(of: column, rows: selection)
            #expect(compact.rowCount == 3)
            #expect(compact.summary.counts[.absent] == 2)
            #expect(try compact.promote(to: .utf8).nullCount == 2)
        }
    }
}
