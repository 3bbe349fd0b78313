/// What is special about a generated event. `docs/generated-clickstream.md` lists these with their numbers.
package enum ClickstreamEventKind: String, CaseIterable, Sendable {
    /// An event as a tracking library sends it, in order of time.
    case ordinary
    /// As ordinary, but it arrived up to four minutes after its time, behind younger events.
    case late

    // Values that are no JSON.
    /// The JSON text ends somewhere in the middle.
    case truncated
    /// A line of a web server's log.
    case plainText
    /// A value of no bytes.
    case empty
    /// A string with half of a surrogate pair: `"\ud83d"`.
    case loneSurrogate
    /// A string with a Latin-1 byte in it.
    case invalidUTF8

    // Values that are JSON, or become it once they are unwrapped.
    /// No value at all.
    case tombstone
    /// A zero byte and a four-byte schema id before the JSON.
    case confluentFramed
    /// A UTF-8 byte-order mark before the JSON.
    case byteOrderMark
    /// The event inside an array.
    case array
    /// A bare number.
    case scalar

    // Events with an odd field.
    /// `version` twice; the last one counts.
    case duplicateKey
    /// `sequence`, an integer beyond 64 bits.
    case hugeInteger
    /// A key with a dot in it, `app.build`.
    case dottedKey
    /// `experiment`: an integer, a fraction, a text, a list or a truth value in turn.
    case changingType
    /// The new app's writeKey with its underscores written as `\u005f`.
    case escapedWriteKey
    /// The new app's writeKey as the text of another field.
    case writeKeyElsewhere
    /// No `writeKey` at all.
    case withoutWriteKey
    /// `originalTimestamp` is in the year 1.
    case yearOne
    /// Terminal control sequences in a text.
    case terminalEscape
    /// About 64 KB of products.
    case large

    // Odd records.
    /// The value of an earlier event once more, `messageId` and all.
    case repeated
    /// A record without a key.
    case withoutKey

    /// The kinds that are put in on purpose, each as often as the others.
    package static let oddities: [ClickstreamEventKind] = allCases.filter { $0 != .ordinary && $0 != .late }

    /// Whether the value is the text of one JSON object, valid to the last byte.
    package var isObject: Bool {
        switch self {
        case .truncated, .plainText, .empty, .loneSurrogate, .invalidUTF8: false
        case .tombstone, .confluentFramed, .byteOrderMark, .array, .scalar: false
        default: true
        }
    }

    /// How many events of each oddity a day of `eventCount` events holds: one in ten thousand, at least one;
    /// none in a day of fewer than a thousand events.
    package static func oddityCount(ofEach eventCount: Int) -> Int {
        eventCount < 1_000 ? 0 : max(1, eventCount / 10_000)
    }

    /// How many events of a day of `eventCount` events are late: four in a thousand.
    package static func lateCount(of eventCount: Int) -> Int {
        eventCount / 1_000 * 4
    }
}
