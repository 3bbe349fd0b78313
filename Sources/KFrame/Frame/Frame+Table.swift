package import TextRender

extension Frame {
    /// The frame as a text table: all rows where there are few, else head and tail.
    package func table(all: Int = 40, head: Int = 15, tail: Int = 10) -> TextTable {
        FrameTable(schema, batches, all: all, head: head, tail: tail).text
    }
}

extension Frame: CustomStringConvertible {
    /// The frame as a table in 100 columns of text: its first and last rows, and below it what the receipt notes.
    public var description: String {
        let rows = table(all: 20, head: 10, tail: 5).lines(width: 100, style: .plain)
        return (rows + receipt.notes.map { "note: \($0)" }).joined(separator: "\n")
    }
}
