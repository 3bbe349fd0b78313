import ArgumentParser
import Foundation
import KFrame
import KFrameScan

/// Makes sense of times without a zone by the system's table of zones.
enum TimeZoneOption {
    static func context(_ name: String) throws -> TimeExpression.Context {
        guard let zone = name == "local" ? TimeZone.current : TimeZone(identifier: name) else {
            throw ValidationError("--timezone takes a name such as Europe/Berlin, UTC or local; not “\(name)”")
        }
        return TimeExpression.Context(now: Reader.now(), zoneName: zone.identifier) { civil in
            instants(civil, in: zone)
        }
    }

    /// The instants at which clocks in `zone` show this time: none in the gap when they are put forward, two in the
    /// fold when they are put back.
    static func instants(_ civil: CivilTime, in zone: TimeZone) -> [Int64] {
        let unshifted = civil.epochMilliseconds
        // Offsets change by a few hours at most: those in force a day before and after are all that can matter.
        let offsets = Set(
            [-86_400_000, 0, 86_400_000].map { offset(of: zone, at: unshifted + $0) })
        return offsets.map { unshifted - $0 }.filter { offset(of: zone, at: $0) == unshifted - $0 }.sorted()
    }

    private static func offset(of zone: TimeZone, at milliseconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(milliseconds) / 1_000))) * 1_000
    }
}
