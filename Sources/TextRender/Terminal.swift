#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What is known of the terminal behind a file descriptor.
package struct Terminal: Sendable {
    package var isTerminal: Bool
    /// The width in columns, 80 where nobody says.
    package var columns: Int
    package var style: TerminalStyle

    /// Asks the system about `descriptor`, and the environment about colours, locale and width.
    package static func of(
        descriptor: Int32, environment: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
    ) -> Terminal {
        let isTerminal = isatty(descriptor) == 1
        return Terminal(
            isTerminal: isTerminal,
            columns: (isTerminal ? windowColumns(descriptor) : nil) ?? columns(environment) ?? 80,
            style: style(isTerminal: isTerminal, environment))
    }

    /// Colours only on a terminal that has them, and never where NO_COLOR is set (no-color.org); characters beyond
    /// ASCII where the locale is a UTF-8 one.
    package static func style(isTerminal: Bool, _ environment: (String) -> String?) -> TerminalStyle {
        func value(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
        let locale = value("LC_ALL") ?? value("LC_CTYPE") ?? value("LANG") ?? ""
        let charset = locale.uppercased().filter { $0 != "-" }
        let isDumb = value("TERM") == "dumb"
        return TerminalStyle(
            unicode: charset.hasSuffix("UTF8") || charset.contains("UTF8@"),
            colour: isTerminal && !isDumb && value("NO_COLOR") == nil)
    }

    private static func columns(_ environment: (String) -> String?) -> Int? {
        environment("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    }

    private static func windowColumns(_ descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
