/// A password, a token or a key: it can be used, and never prints itself.
///
/// What shows values to people (descriptions, `dump`, string interpolation, reflection) shows a placeholder.
package struct Secret: Sendable, Hashable {
    private let value: String

    package init(_ value: String) {
        self.value = value
    }

    /// The secret itself, for the place that sends it.
    package func reveal() -> String { value }

    package var utf8: [UInt8] { Array(value.utf8) }

    package var isEmpty: Bool { value.isEmpty }

    /// A text with every occurrence of this secret covered: a peer may send back what it was given.
    package func covered(in text: String) -> String {
        let secret = Array(value.utf8)
        guard secret.count >= 3 else { return text }
        let bytes = Array(text.utf8)
        var covered: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes.count - index >= secret.count, bytes[index..<index + secret.count].elementsEqual(secret) {
                covered += Array(Self.placeholder.utf8)
                index += secret.count
            } else {
                covered.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: covered, as: UTF8.self)
    }

    private static let placeholder = "[secret]"
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { Self.placeholder }
    package var debugDescription: String { Self.placeholder }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
