/// Why a value is not JSON, and at which of its bytes that shows.
struct JSONSyntaxError: Error, Equatable {
    enum Reason: Equatable {
        case empty
        case tooLarge
        case valueExpected
        case keyExpected
        case colonExpected
        case commaOrBraceExpected
        case commaOrBracketExpected
        case trailingBytes
        case literal
        case number
        case leadingZero
        case nestedTooDeep
        case unescapedControl
        case escape
        case unicodeEscape
        case loneSurrogate
        case invalidUTF8
        case unfinished
        case unfinishedString
        case unreadable
    }

    let reason: Reason
    /// In bytes from the start of what was parsed; for ``Reason/unfinishedString`` where the string starts.
    var offset: Int

    /// A sentence without a full stop, for the `_error` column.
    var text: String {
        switch reason {
        case .empty: "the value is empty"
        case .tooLarge: "the value is larger than 4 GiB"
        case .valueExpected: "not JSON: a value was expected at byte \(offset)"
        case .keyExpected: "not JSON: a key in double quotes was expected at byte \(offset)"
        case .colonExpected: "not JSON: a colon was expected at byte \(offset)"
        case .commaOrBraceExpected: "not JSON: a comma or a closing brace was expected at byte \(offset)"
        case .commaOrBracketExpected: "not JSON: a comma or a closing bracket was expected at byte \(offset)"
        case .trailingBytes: "not JSON: more bytes follow after the value, from byte \(offset)"
        case .literal: "not JSON: true, false or null is misspelt at byte \(offset)"
        case .number: "not JSON: malformed number at byte \(offset)"
        case .leadingZero: "not JSON: a number with a leading zero at byte \(offset)"
        case .nestedTooDeep:
            "nested more than \(ExactJSONParser.maximumDepth) levels deep at byte \(offset)"
        case .unescapedControl: "not JSON: a control character inside a string at byte \(offset)"
        case .escape: "not JSON: unknown escape in a string at byte \(offset)"
        case .unicodeEscape: "not JSON: \\u without four hexadecimal digits at byte \(offset)"
        case .loneSurrogate: "half a surrogate pair in a string at byte \(offset)"
        case .invalidUTF8: "invalid UTF-8 at byte \(offset)"
        case .unfinished: "not JSON: the value ends too early, at byte \(offset)"
        case .unfinishedString: "not JSON: the string that starts at byte \(offset) does not end"
        case .unreadable: "the parser could not read the value"
        }
    }
}
