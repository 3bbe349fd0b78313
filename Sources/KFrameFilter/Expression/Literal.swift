/// A value that a filter writes down.
package enum Literal: Hashable, Sendable, CustomStringConvertible {
    /// `'text'`; compares with strings, and with bytes, by bytes.
    case text(ExactText)
    /// `10`, `-2.5`, `1e400`; compares with numbers of every kind.
    case number(NumberLiteral)
    /// `true`, `false`; false is less than true.
    case boolean(Bool)
    /// `TIMESTAMP '2022-09-22T12:00Z'`; compares with `_timestamp`, and with strings that are a date-time with a zone.
    case time(TimeLiteral)

    package enum Kind: Hashable, Sendable { case text, number, boolean, time }

    package static func text(_ string: String) -> Literal { .text(ExactText(string)) }
    package static func number(_ value: Int64) -> Literal { .number(NumberLiteral(value)) }

    package var kind: Kind {
        switch self {
        case .text: .text
        case .number: .number
        case .boolean: .boolean
        case .time: .time
        }
    }

    package var description: String {
        switch self {
        case .text(let text): text.quoted(with: "'")
        case .number(let number): number.description
        case .boolean(let value): value ? "true" : "false"
        case .time(let time): "TIMESTAMP '\(time.description)'"
        }
    }
}
