import KafkaSasl

/// Settings by the names that people have, from wherever they come; a later one wins over an earlier.
package struct KafkaSettings: Sendable {
    struct Entry: Sendable {
        var name: String
        /// Any value may be a secret, also one behind a name that is misspelt.
        var value: Secret
        var origin: String
    }

    private(set) var entries: [String: Entry] = [:]
    private var order: [String] = []
    /// What the user should know, a sentence each.
    package private(set) var warnings: [String] = []

    package init() {}

    package var isEmpty: Bool { entries.isEmpty }

    package func has(_ name: String) -> Bool { entries[name] != nil }

    /// - Parameters:
    ///   - origin: where it comes from, for messages: a file's name, `-X`.
    /// - Throws: `.invalidConfiguration` for a name that is not known, with the nearest known ones, or that is refused.
    package mutating func set(_ name: String, _ value: String, from origin: String) throws(KafkaClientError) {
        guard let setting = SettingTable.setting(name) else { throw Self.unknown(name, origin) }
        switch setting.verdict {
        case .honoured:
            break
        case .ignored:
            warnings.append("\(origin): \(name) is ignored: \(setting.note).")
            return
        case .refused:
            throw KafkaClientError(
                .invalidConfiguration, "\(origin): \(name) cannot be taken: \(setting.note).")
        }
        if entries[name] == nil { order.append(name) }
        entries[name] = Entry(name: name, value: Secret(value), origin: origin)
        if name == "sasl.oauthbearer.token.endpoint.url", let address = WebAddress(String(value.trimmingBlanks())),
            !address.usesTLS, !address.isLoopback
        {
            warnings.append(
                "\(origin): \(name) has no TLS: whoever is between can read the client's secret. Better https.")
        }
    }

    /// One `name=value`, as in `-X`.
    package mutating func set(assignment: String, from origin: String) throws(KafkaClientError) {
        guard let equals = assignment.firstIndex(of: "=") else {
            throw KafkaClientError(
                .invalidConfiguration, "\(origin) takes name=value, such as \(origin) security.protocol=SASL_SSL.")
        }
        let name = String(assignment[..<equals].trimmingBlanks())
        try set(name, String(assignment[assignment.index(after: equals)...]), from: origin)
    }

    /// The settings of a file of kcat's or Java's form.
    package mutating func add(file path: String) throws(KafkaClientError) {
        let text = try Self.read(path)
        for (name, value) in try PropertiesFile.parse(text, path: path) { try set(name, value, from: path) }
        warnIfReadable(path)
    }

    /// The settings of one profile of a TOML file.
    package mutating func add(profile: String, file path: String) throws(KafkaClientError) {
        let profiles = try ProfileFile.parse(try Self.read(path), path: path)
        guard let settings = profiles.first(where: { $0.name == profile })?.settings else {
            let names = profiles.map(\.name)
            let known = names.isEmpty ? "It has none" : "It has \(names.joined(separator: ", "))"
            throw KafkaClientError(
                .invalidConfiguration, "\(path) has no profile named \"\(profile)\". \(known).")
        }
        for (name, value) in settings { try set(name, value, from: "\(path) [\(profile)]") }
        warnIfReadable(path)
    }

    mutating func warn(_ sentence: String) { warnings.append(sentence) }

    private mutating func warnIfReadable(_ path: String) {
        let hasSecret = entries.values.contains { entry in
            entry.origin.hasPrefix(path) && SettingTable.setting(entry.name)?.isSecret == true
        }
        if hasSecret, SmallFile.isReadableByOthers(path) {
            warnings.append("\(path) holds a secret and can be read by others: chmod 600 \(path)")
        }
    }

    private static func read(_ path: String) throws(KafkaClientError) -> String {
        do {
            return String(decoding: try SmallFile.read(path), as: UTF8.self)
        } catch {
            throw KafkaClientError(
                .invalidConfiguration, "The settings file \(path) cannot be read: \(error.reason).")
        }
    }

    private static func unknown(_ name: String, _ origin: String) -> KafkaClientError {
        let nearest = NearestNames.of(name, among: SettingTable.all.map(\.name))
        // What stands where a name should be may be anything, a password too.
        let isName = name.utf8.allSatisfy {
            ("a"..."z").contains(Character(UnicodeScalar($0))) || $0 == 0x2E || $0 == 0x5F
        }
        let shown = isName && name.contains(".") || !nearest.isEmpty ? "\"\(name)\"" : "a name in it"
        let advice =
            nearest.isEmpty
            ? "docs/configuration.md lists those that are" : "Did you mean \(nearest.joined(separator: " or "))?"
        return KafkaClientError(
            .invalidConfiguration,
            "\(origin): \(shown) is no setting that is known. \(advice)\(advice.hasSuffix("?") ? "" : ".")")
    }
}
