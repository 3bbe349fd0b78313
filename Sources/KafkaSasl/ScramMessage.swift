/// The attributes of a SCRAM message: `name=value` by commas (RFC 5802, section 5).
struct ScramMessage {
    private let attributes: [(name: Character, value: String)]

    init(_ text: some StringProtocol) throws(SaslFailure) {
        var attributes: [(Character, String)] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let name = part.first, name.isASCII, name.isLetter, part.dropFirst().first == "=" else {
                throw .malformed("SCRAM: an attribute is not of the form a=value")
            }
            attributes.append((name, String(part.dropFirst(2))))
        }
        self.attributes = attributes
    }

    static func text(_ message: [UInt8]) throws(SaslFailure) -> String {
        guard let text = String(validating: message, as: UTF8.self), !text.utf8.contains(0) else {
            throw .malformed("SCRAM: a message is not text")
        }
        return text
    }

    var first: Character? { attributes.first?.name }

    subscript(name: Character) -> String? { attributes.first { $0.name == name }?.value }

    func bytes(_ name: Character) throws(SaslFailure) -> [UInt8] {
        guard let bytes = self[name].flatMap({ Base64.decode($0) }), !bytes.isEmpty else {
            throw .malformed("SCRAM: the attribute \(name) is missing or no Base64")
        }
        return bytes
    }

    /// `=` and `,` cannot stand in a name as they are.
    static func escaped(_ name: String) -> String {
        name.reduce(into: "") { text, character in
            switch character {
            case "=": text += "=3D"
            case ",": text += "=2C"
            default: text.append(character)
            }
        }
    }

    /// Nil where a `=` is no part of an escape.
    static func unescaped(_ name: String) -> String? {
        var text = ""
        var rest = Substring(name)
        while let character = rest.popFirst() {
            guard character == "=" else {
                text.append(character)
                continue
            }
            switch rest.prefix(2) {
            case "3D": text.append("=")
            case "2C": text.append(",")
            default: return nil
            }
            rest = rest.dropFirst(2)
        }
        return text
    }

    /// 24 letters and digits of chance.
    package static func randomNonce() -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        var generator = SystemRandomNumberGenerator()
        return String((0..<24).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
    }
}
