/// Bars that stand upright, drawn in eighths of a line.
package enum Bars {
    private static let blocks: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let asciiBlocks: [Character] = [" ", ".", ".", ":", ":", "|", "|", "#", "#"]

    /// The lines of the chart from the top down: a character a count. What is more than nothing is always seen.
    package static func rows(_ counts: [Int], top: Int, height: Int, style: TerminalStyle) -> [String] {
        let steps = height * 8
        let levels = counts.map { count -> Int in
            guard count > 0, top > 0 else { return 0 }
            return max(1, min(steps, Int((Double(count) / Double(top) * Double(steps)).rounded())))
        }
        let blocks = style.unicode ? Self.blocks : asciiBlocks
        return (0..<height).map { row in
            let floor = (height - 1 - row) * 8
            return String(levels.map { blocks[max(0, min(8, $0 - floor))] })
        }
    }
}
