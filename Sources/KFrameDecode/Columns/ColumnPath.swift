import KFrameColumns

/// The way from an event's outermost object to a field: the keys, unescaped, outermost first.
///
/// Its name is unambiguous; no two paths share one:
/// * Keys are joined by `.`. Within a key a dot is written `\.` and a backslash `\\`; everything else stands for
///   itself, so an empty key is an empty part (`a.` is the empty key within `a`).
/// * A path that would have the name of one of kframe's own columns gets `value.` in front: the event's `_key` is the
///   column `value._key`. So does one that is that name with any number of `value.` in front already: the event's
///   `{"value":{"_key":1}}` is the column `value.value._key`.
package struct ColumnPath: Hashable, Sendable {
    package var keys: [String]

    package init(_ keys: [String]) { self.keys = keys }

    /// The path that a column's name stands for; nil for kframe's own columns.
    ///
    /// A backslash before anything but a dot or a backslash stands for itself.
    package init?(name: String) {
        var keys: [String] = []
        var key: [UInt8] = []
        var isEscaped = false
        for byte in name.utf8 {
            if isEscaped {
                if byte != UInt8(ascii: ".") && byte != UInt8(ascii: "\\") { key.append(UInt8(ascii: "\\")) }
                key.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: ".") {
                keys.append(String(decoding: key, as: UTF8.self))
                key.removeAll()
            } else {
                key.append(byte)
            }
        }
        if isEscaped { key.append(UInt8(ascii: "\\")) }
        keys.append(String(decoding: key, as: UTF8.self))
        if Self.isOwnName(keys) {
            if keys.count == 1 { return nil }
            keys.removeFirst()
        }
        self.keys = keys
    }

    package var name: String {
        var name: [UInt8] = []
        if Self.isOwnName(keys) { name += Self.prefix }
        for (index, key) in keys.enumerated() {
            if index > 0 { name.append(UInt8(ascii: ".")) }
            for byte in key.utf8 {
                if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "\\") { name.append(UInt8(ascii: "\\")) }
                name.append(byte)
            }
        }
        return String(decoding: name, as: UTF8.self)
    }

    private static let prefix = Array("value.".utf8)

    /// Whether the keys are `value`, any number of times, and then the name of an own column.
    private static func isOwnName(_ keys: [String]) -> Bool {
        guard let last = keys.last, last.utf8.first == UInt8(ascii: "_"), OwnColumn(rawValue: last) != nil else {
            return false
        }
        return keys.dropLast().allSatisfy { $0 == "value" }
    }
}
