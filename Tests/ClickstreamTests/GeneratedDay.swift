import Foundation

@testable import Clickstream

/// One generated day, made once for all tests that look at the same one.
struct GeneratedDay: Sendable {
    /// Large enough for two events of each oddity, and for the shares to be near their true values.
    static let shared = GeneratedDay(ClickstreamGenerator(eventCount: 20_000))

    let events: [ClickstreamEvent]

    init(_ generator: ClickstreamGenerator) {
        events = Array(generator)
    }

    /// The value as JSON, nil where it is no JSON object.
    static func object(_ event: ClickstreamEvent) -> [String: Any]? {
        event.value.flatMap { try? JSONSerialization.jsonObject(with: Data($0)) as? [String: Any] }
    }

    /// FNV-1a (64 bits) over everything that a record is made of.
    func fingerprint() -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        func add(_ number: Int64) { for shift in 0..<8 { add(UInt8(truncatingIfNeeded: number >> Int64(8 * shift))) } }
        for event in events {
            add(Int64(event.partition))
            add(event.timestamp)
            for bytes in [event.key, event.value] {
                add(Int64(bytes?.count ?? -1))
                bytes?.forEach { add($0) }
            }
        }
        return hash
    }
}
