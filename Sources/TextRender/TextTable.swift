/// A table as text: columns with a name and a type word, rows of cells, and what was left out between them.
package struct TextTable: Sendable {
    package enum Alignment: Sendable {
        case leading
        case trailing
    }

    package struct Column: Sendable {
        package var name: String
        /// The type's word, shown under the name; none where it is empty.
        package var type: String
        /// Numbers stand to the right.
        package var alignment: Alignment

        package init(name: String, type: String = "", alignment: Alignment = .leading) {
            self.name = name
            self.type = type
            self.alignment = alignment
        }
    }

    package var columns: [Column]
    /// The first rows; a nil cell is a null.
    package var head: [[String?]]
    /// The last rows, where rows between them and the head are left out.
    package var tail: [[String?]]
    /// How many rows there are in all.
    package var rowCount: Int
    /// What a null looks like.
    package var null = "null"
    /// Whether a line below says how many rows and columns there are.
    package var showsSummary = true

    package init(columns: [Column], head: [[String?]], tail: [[String?]] = [], rowCount: Int? = nil) {
        self.columns = columns
        self.head = head
        self.tail = tail
        self.rowCount = rowCount ?? head.count + tail.count
    }

    /// The table, line by line, no line wider than `width` columns; without a width no cell and no column is cut.
    ///
    /// Where the columns do not fit, those in the middle of the schema are left out, and the line below the table
    /// says how many.
    package func lines(width: Int?, style: TerminalStyle) -> [String] {
        let cells = RenderedCells(self, style: style)
        let layout = TableLayout(naturalWidths: cells.widths, available: width, style: style)
        var lines = [
            line(layout, style: style) { column in
                (TerminalText.escaped(columns[column].name, style: style), .bold)
            }
        ]
        if columns.contains(where: { !$0.type.isEmpty }) {
            lines.append(line(layout, style: style) { (columns[$0].type, .dim) })
        }
        lines.append(ruleLine(layout, style: style))
        for row in cells.head { lines.append(line(layout, style: style) { row[$0] }) }
        if rowCount > head.count + tail.count {
            lines.append(line(layout, style: style) { _ in (style.ellipsis, .dim) })
        }
        for row in cells.tail { lines.append(line(layout, style: style) { row[$0] }) }
        return showsSummary ? lines + summary(layout, width: width, style: style) : lines
    }

    private func line(
        _ layout: TableLayout, style: TerminalStyle, _ cell: (Int) -> (text: String, emphasis: TerminalStyle.Emphasis?)
    ) -> String {
        var line = ""
        for (place, slot) in layout.slots.enumerated() {
            if place > 0 { line += TableLayout.gap }
            switch slot {
            case .elision:
                line += style.emphasized(style.ellipsis, .dim)
            case .column(let index, let width):
                let (text, emphasis) = cell(index)
                let isTrailing = columns[index].alignment == .trailing
                let cut = TerminalText.truncated(text, to: width, style: style)
                let blanks = String(repeating: " ", count: max(0, width - DisplayWidth.of(cut)))
                let shown = emphasis.map { style.emphasized(cut, $0) } ?? cut
                line += isTrailing ? blanks + shown : shown + blanks
            }
        }
        while line.last == " " { line.removeLast() }
        return line
    }

    private func ruleLine(_ layout: TableLayout, style: TerminalStyle) -> String {
        let parts = layout.slots.map { slot in
            switch slot {
            case .elision: String(repeating: style.rule, count: style.ellipsis.count)
            case .column(_, let width): String(repeating: style.rule, count: width)
            }
        }
        return style.emphasized(parts.joined(separator: TableLayout.gap), .dim)
    }

    /// "608 rows × 41 columns", and the names of the columns that are not shown as far as they fit.
    private func summary(_ layout: TableLayout, width: Int?, style: TerminalStyle) -> [String] {
        let times = style.unicode ? "×" : "x"
        let rows = HumanFormat.counted(rowCount, "row")
        var lines = ["\(rows) \(times) \(HumanFormat.counted(columns.count, "column"))"]
        if !layout.elided.isEmpty {
            let names = layout.elided.map { TerminalText.escaped(columns[$0].name, style: style) }
            let text = "\(style.ellipsis) \(HumanFormat.counted(names.count, "more column")): "
            lines.append(text + names.joined(separator: ", "))
        }
        return lines.map { line in
            style.emphasized(width.map { TerminalText.truncated(line, to: $0, style: style) } ?? line, .dim)
        }
    }
}

extension TextTable {
    /// The cells as they are printed, before any is cut, and how wide each column would like to be.
    private struct RenderedCells {
        typealias Cell = (text: String, emphasis: TerminalStyle.Emphasis?)

        var head: [[Cell]]
        var tail: [[Cell]]
        var widths: [Int]

        init(_ table: TextTable, style: TerminalStyle) {
            func rendered(_ rows: [[String?]]) -> [[Cell]] {
                rows.map { row in
                    table.columns.indices.map { column in
                        guard column < row.count, let text = row[column] else { return (table.null, .dim) }
                        return (TerminalText.escaped(text, style: style), nil)
                    }
                }
            }
            head = rendered(table.head)
            tail = rendered(table.tail)
            let minimum = table.rowCount > table.head.count + table.tail.count ? style.ellipsis.count : 1
            widths = table.columns.map { column in
                max(minimum, DisplayWidth.of(TerminalText.escaped(column.name, style: style)), column.type.count)
            }
            for row in head + tail {
                for column in widths.indices {
                    widths[column] = max(widths[column], DisplayWidth.of(row[column].text))
                }
            }
        }
    }
}
