package import KFrameColumns

/// A column as a filter names it.
///
/// Without quotes, a name is what a frame shows above the column: keys joined by dots, a dot inside a key written
/// `\.`. A name with other characters goes in double quotes, whole and otherwise unchanged (`"a b.c"` is the key `c`
/// inside `a b`), or only its odd part does (`context."odd name".x`); a double quote inside is doubled.
///
/// Two paths are equal where their names are; the place in the filter's text does not count.
package struct ColumnPath: Hashable, Sendable, CustomStringConvertible {
    /// The column's name, as a frame has it.
    package let name: ExactText
    /// Where the filter says so; empty for a path that no text was parsed for.
    package let range: SourceRange

    package init(_ name: String, range: SourceRange = SourceRange(start: 0, count: 0)) {
        self.name = ExactText(name)
        self.range = range
    }

    package static func == (left: ColumnPath, right: ColumnPath) -> Bool { left.name == right.name }

    /// The path as a filter has to spell it.
    package var description: String {
        if ExpressionLexer.isPlainName(name) { return name.string }
        return name.quoted(with: "\"")
    }

    /// Kframe's own column of this name, if there is one.
    package var ownColumn: OwnColumn? { OwnColumn(name: name) }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// Whether `column` is a field inside the object at this path: its name is this one's, a dot, and more, once
    /// both are freed of the `value.` that only keeps them apart from kframe's own columns.
    package func contains(column: String) -> Bool {
        let own = Self.inEvent(name.string.utf8)
        let other = Self.inEvent(column.utf8)
        guard other.count > own.count, other.starts(with: own) else { return false }
        guard other[other.index(other.startIndex, offsetBy: own.count)] == UInt8(ascii: ".") else { return false }
        // After an odd number of backslashes the dot belongs to a key.
        let slashes = own.reversed().prefix { $0 == UInt8(ascii: "\\") }.count
        return slashes.isMultiple(of: 2)
    }

    /// The name as the event has it: `_key` for `value._key`, and `value._key` for `value.value._key`, but anything
    /// else for itself.
    private static func inEvent(_ name: String.UTF8View) -> Substring.UTF8View {
        var rest = name[...]
        let prefix = "value.".utf8
        while rest.starts(with: prefix) { rest = rest.dropFirst(prefix.count) }
        let isMoved = rest.count < name.count && OwnColumn(name: ExactText(String(Substring(rest)))) != nil
        return isMoved ? name.dropFirst(prefix.count) : name[...]
    }
}
