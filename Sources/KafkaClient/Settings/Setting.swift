/// A setting as librdkafka or the Java client name it, and what becomes of it here.
package struct Setting: Sendable {
    package enum Verdict: Sendable, Hashable {
        case honoured
        /// It does not matter to a reader, or is always so: a warning says it.
        case ignored
        /// To leave it out would be wrong, and it cannot be done.
        case refused
    }

    package var name: String
    package var verdict: Verdict
    /// What it does here; or why it is ignored or refused.
    package var note: String
    /// Whether its value must never be seen.
    package var isSecret: Bool

    static func honoured(_ name: String, _ note: String, isSecret: Bool = false) -> Setting {
        Setting(name: name, verdict: .honoured, note: note, isSecret: isSecret)
    }

    static func ignored(_ why: String, _ names: String...) -> [Setting] {
        names.map { Setting(name: $0, verdict: .ignored, note: why, isSecret: $0.hasSuffix("password")) }
    }

    static func refused(_ why: String, _ names: String...) -> [Setting] {
        names.map { Setting(name: $0, verdict: .refused, note: why, isSecret: $0.hasSuffix("password")) }
    }
}
