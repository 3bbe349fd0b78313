/// What a terminal can show.
package struct TerminalStyle: Sendable, Equatable {
    package enum Emphasis: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    /// Characters beyond ASCII.
    package var unicode: Bool
    /// ANSI escape sequences for colours and weights.
    package var colour: Bool

    package static let plain = TerminalStyle(unicode: true, colour: false)
    package static let ascii = TerminalStyle(unicode: false, colour: false)

    /// What says that something was left out.
    package var ellipsis: String { unicode ? "…" : "..." }
    package var rule: Character { unicode ? "─" : "-" }

    package func emphasized(_ text: String, _ emphasis: Emphasis) -> String {
        colour && !text.isEmpty ? "\u{1B}[\(emphasis.rawValue)m\(text)\u{1B}[0m" : text
    }
}
