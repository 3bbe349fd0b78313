/// A place in a filter's text, in bytes of UTF-8.
package struct SourceRange: Hashable, Sendable {
    package var start: Int
    package var count: Int

    package init(start: Int, count: Int) {
        self.start = start
        self.count = count
    }

    package var end: Int { start + count }

    /// From the start of this place to the end of `other`.
    package func through(_ other: SourceRange) -> SourceRange {
        SourceRange(start: start, count: max(0, other.end - start))
    }
}
