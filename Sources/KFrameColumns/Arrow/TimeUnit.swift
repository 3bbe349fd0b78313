/// The unit of a timestamp column: how much 1 is, counted from 1970-01-01T00:00:00Z.
package enum TimeUnit: UInt8, CaseIterable, Sendable {
    case millisecond
    case microsecond
    case nanosecond

    package var unitsPerSecond: Int64 {
        switch self {
        case .millisecond: 1_000
        case .microsecond: 1_000_000
        case .nanosecond: 1_000_000_000
        }
    }

    /// Digits of a fraction of a second: 3, 6 or 9.
    package var fractionDigits: Int {
        switch self {
        case .millisecond: 3
        case .microsecond: 6
        case .nanosecond: 9
        }
    }

    /// As Arrow abbreviates it.
    package var symbol: String {
        switch self {
        case .millisecond: "ms"
        case .microsecond: "us"
        case .nanosecond: "ns"
        }
    }
}
