/// The pattern of a LIKE: `%` for any run of characters, `_` for any one, all else for itself.
///
/// As in the SQL standard nothing is an escape unless ESCAPE says so. Patterns that mean the same are equal:
/// neighbouring wildcards are kept with `_` first and one `%` at most.
package struct LikePattern: Hashable, Sendable {
    package enum Element: Hashable, Sendable {
        /// These bytes of UTF-8; never empty, never beside another run.
        case run([UInt8])
        /// `_`: one code point.
        case one
        /// `%`: any number of code points.
        case many
    }

    package let elements: [Element]

    package init(_ elements: [Element]) {
        var canonical: [Element] = []
        var run: [UInt8] = []
        var ones = 0
        var hasMany = false
        func flush() {
            canonical.append(contentsOf: repeatElement(.one, count: ones))
            if hasMany { canonical.append(.many) }
            ones = 0
            hasMany = false
        }
        for element in elements {
            if case .run(let bytes) = element {
                flush()
                run.append(contentsOf: bytes)
                continue
            }
            if !run.isEmpty { canonical.append(.run(run)) }
            run.removeAll()
            if element == .one { ones += 1 } else { hasMany = true }
        }
        if !run.isEmpty { canonical.append(.run(run)) }
        flush()
        self.elements = canonical
    }

    /// Nil where `escape` stands before something other than `%`, `_` or itself.
    package init?(_ text: ExactText, escape: Unicode.Scalar?) {
        var elements: [Element] = []
        var isEscaped = false
        for scalar in text.string.unicodeScalars {
            if isEscaped {
                guard scalar == "%" || scalar == "_" || scalar == escape else { return nil }
                elements.append(.run(Array(String(scalar).utf8)))
                isEscaped = false
            } else if scalar == escape {
                isEscaped = true
            } else if scalar == "%" {
                elements.append(.many)
            } else if scalar == "_" {
                elements.append(.one)
            } else {
                elements.append(.run(Array(String(scalar).utf8)))
            }
        }
        if isEscaped { return nil }
        self.init(elements)
    }

    /// The pattern as a filter spells it, with an ESCAPE only where it needs one.
    package var description: String {
        let needsEscape = elements.contains { element in
            guard case .run(let bytes) = element else { return false }
            return bytes.contains(UInt8(ascii: "%")) || bytes.contains(UInt8(ascii: "_"))
        }
        var text: [UInt8] = []
        for element in elements {
            switch element {
            case .one: text.append(UInt8(ascii: "_"))
            case .many: text.append(UInt8(ascii: "%"))
            case .run(let bytes):
                for byte in bytes {
                    if needsEscape, [UInt8(ascii: "%"), UInt8(ascii: "_"), UInt8(ascii: "\\")].contains(byte) {
                        text.append(UInt8(ascii: "\\"))
                    }
                    text.append(byte)
                }
            }
        }
        let pattern = ExactText(String(decoding: text, as: UTF8.self)).quoted(with: "'")
        return needsEscape ? "\(pattern) ESCAPE '\\'" : pattern
    }
}
