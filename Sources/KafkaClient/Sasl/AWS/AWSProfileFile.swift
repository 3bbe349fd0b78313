import KafkaSasl

/// AWS's shared files (`~/.aws/credentials`, `~/.aws/config`): sections of `name = value` by lines.
package struct AWSProfileFile: Sendable {
    package private(set) var profiles: [String: [String: String]] = [:]

    init() {}

    /// - Parameter isConfig: whether profiles are written `[profile name]`, as in the file `config`.
    package init(_ text: String, isConfig: Bool) {
        var current: String?
        for line in text.split(whereSeparator: \.isNewline) {
            let isIndented = line.first?.isWhitespace == true
            let line = line.trimmingBlanks()
            guard let first = line.first, first != "#", first != ";" else { continue }
            if first == "[" {
                current = Self.profile(String(line.dropFirst().prefix { $0 != "]" }.trimmingBlanks()), isConfig)
                if let current, profiles[current] == nil { profiles[current] = [:] }
                continue
            }
            // What is indented belongs to the setting above (`s3 =`) and is not for here.
            guard let current, !isIndented, let equals = line.firstIndex(of: "=") else { continue }
            let name = line[..<equals].trimmingBlanks().lowercased()
            profiles[current]?[name] = String(line[line.index(after: equals)...].trimmingBlanks())
        }
    }

    /// Nil for a section that is no profile (`[sso-session x]`).
    private static func profile(_ section: String, _ isConfig: Bool) -> String? {
        let words = section.split(maxSplits: 1, whereSeparator: \.isWhitespace).map { String($0.trimmingBlanks()) }
        switch words.count {
        case 1: return !isConfig || words[0] == "default" ? unquoted(words[0]) : nil
        case 2: return words[0] == "profile" ? unquoted(words[1]) : nil
        default: return nil
        }
    }

    private static func unquoted(_ name: String) -> String {
        guard name.count >= 2, let quote = name.first, quote == "\"" || quote == "'", name.last == quote else {
            return name
        }
        return String(name.dropFirst().dropLast())
    }

    /// The settings of the other file beside these; it wins where both say something.
    package func overlaid(with other: AWSProfileFile) -> AWSProfileFile {
        var both = self
        for (name, settings) in other.profiles { both.profiles[name, default: [:]].merge(settings) { $1 } }
        return both
    }
}
