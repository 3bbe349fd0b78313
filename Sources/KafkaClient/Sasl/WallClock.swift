#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The time of day, which tokens and signatures carry. Tests pass their own.
package struct WallClock: Sendable {
    /// Seconds since 1970.
    package var seconds: @Sendable () -> Int64

    package init(seconds: @escaping @Sendable () -> Int64 = { Int64(time(nil)) }) {
        self.seconds = seconds
    }
}
