import KafkaSasl

/// Java's `sasl.jaas.config`: `a.b.LoginModule required name="value" … ;`
struct JAASConfig {
    /// The class's name without its package.
    let module: String
    private let options: [String: Secret]

    /// Nil where it is not of this form.
    init?(_ text: String) {
        var words: [String] = []
        var word = ""
        var quote: Character?
        var hasEnded = false
        var rest = Substring(text)
        while let character = rest.popFirst() {
            if let open = quote {
                if character == open {
                    quote = nil
                } else if character == "\\", let next = rest.popFirst() {
                    word.append(next)
                } else {
                    word.append(character)
                }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == ";" {
                hasEnded = true
                break
            } else if character.isWhitespace {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
        guard quote == nil, hasEnded, words.count >= 2,
            ["required", "requisite", "sufficient", "optional"].contains(words[1].lowercased())
        else { return nil }
        module = words[0].split(separator: ".").last.map(String.init) ?? words[0]
        var options: [String: Secret] = [:]
        for word in words.dropFirst(2) {
            guard let equals = word.firstIndex(of: "=") else { return nil }
            options[String(word[..<equals])] = Secret(String(word[word.index(after: equals)...]))
        }
        self.options = options
    }

    var names: [String] { options.keys.sorted() }

    subscript(name: String) -> Secret? { options[name] }
}
