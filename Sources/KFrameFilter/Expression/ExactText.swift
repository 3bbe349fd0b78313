/// Text that equals another only where every byte does.
///
/// Swift's own `==` takes a letter with an accent and the letter followed by a combining accent for equal; Kafka's
/// bytes and a frame's columns do not.
package struct ExactText: Hashable, Sendable, CustomStringConvertible {
    package let string: String

    package init(_ string: String) { self.string = string }

    package static func == (left: ExactText, right: ExactText) -> Bool {
        left.string.utf8.elementsEqual(right.string.utf8)
    }

    package var description: String { string }

    /// The text in UTF-8.
    package var bytes: [UInt8] { Array(string.utf8) }

    /// The text between two `mark`s, and each `mark` in it doubled.
    func quoted(with mark: Unicode.Scalar) -> String {
        var quoted = String.UnicodeScalarView()
        quoted.append(mark)
        for scalar in string.unicodeScalars {
            if scalar == mark { quoted.append(mark) }
            quoted.append(scalar)
        }
        quoted.append(mark)
        return String(quoted)
    }

    package func hash(into hasher: inout Hasher) {
        var string = string
        string.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
