import Foundation
import Testing

@testable import Clickstream

@Suite("Each oddity is there as often as the docs say")
struct KindTests {
    private func events(_ kind: ClickstreamEventKind) -> [ClickstreamEvent] {
        GeneratedDay.shared.events.filter { $0.kind == kind }
    }

    private func text(_ event: ClickstreamEvent) -> String {
        String(decoding: event.value ?? [], as: UTF8.self)
    }

    @Test(arguments: ClickstreamEventKind.oddities)
    func oddityCounts(kind: ClickstreamEventKind) {
        #expect(events(kind).count == 2)
    }

    @Test func lateCount() {
        #expect(events(.late).count == 80)
        #expect(ClickstreamEventKind.lateCount(of: 1_000_000) == 4_000)
    }

    @Test("small days have no oddities, and one of each from a thousand events on")
    func smallDays() {
        #expect(ClickstreamGenerator(eventCount: 999).allSatisfy { $0.kind == .ordinary })
        let kinds = ClickstreamGenerator(eventCount: 1_000).map(\.kind)
        for kind in ClickstreamEventKind.oddities {
            #expect(kinds.count { $0 == kind } == 1, "\(kind)")
        }
        #expect(ClickstreamEventKind.oddityCount(ofEach: 1_000_000) == 100)
    }

    @Test("P31 values that are no JSON are none, and everything else is a JSON object")
    func validity() {
        // Foundation skips a byte-order mark by itself.
        for event in GeneratedDay.shared.events where event.kind != .byteOrderMark {
            #expect(
                (GeneratedDay.object(event) != nil) == event.kind.isObject, "\(event.kind): \(text(event).prefix(80))")
        }
    }

    @Test("P30 Confluent framing: a zero byte and a schema id before a JSON object")
    func framed() throws {
        for event in events(.confluentFramed) {
            let value = try #require(event.value)
            #expect(Array(value.prefix(5)) == [0, 0, 0, 0, 42])
            #expect(try JSONSerialization.jsonObject(with: Data(value.dropFirst(5))) is [String: Any])
        }
    }

    @Test func wrappedValues() throws {
        for event in events(.byteOrderMark) {
            #expect(event.value?.prefix(4) == [0xEF, 0xBB, 0xBF, 0x7B])
        }
        for event in events(.array) {
            let array = try #require(try JSONSerialization.jsonObject(with: Data(event.value ?? [])) as? [Any])
            #expect(array.count == 1)
        }
        #expect(events(.scalar).allSatisfy { text($0) == "42" })
        #expect(events(.tombstone).allSatisfy { $0.value == nil && $0.key != nil })
        #expect(events(.empty).allSatisfy { $0.value == [] })
        #expect(events(.withoutKey).allSatisfy { $0.key == nil && $0.value != nil })
        #expect(events(.plainText).allSatisfy { text($0).contains("GET /healthz") })
    }

    @Test("P34 odd fields are where they should be")
    func oddFields() {
        #expect(events(.duplicateKey).allSatisfy { text($0).hasSuffix(#","version":2,"version":3}"#) })
        #expect(events(.hugeInteger).allSatisfy { text($0).hasSuffix(#","sequence":184467440737095516160123}"#) })
        #expect(events(.dottedKey).allSatisfy { GeneratedDay.object($0)?["app.build"] as? String == "2201" })
        #expect(events(.changingType).compactMap { GeneratedDay.object($0)?["experiment"] as? Double } == [7, 0.25])
        #expect(events(.yearOne).allSatisfy { text($0).contains(#""originalTimestamp":"0001-01-01T00:00:00.000Z""#) })
        #expect(events(.loneSurrogate).allSatisfy { text($0).contains(#"\ud83d""#) })
        #expect(events(.invalidUTF8).allSatisfy { String(validating: $0.value ?? [], as: UTF8.self) == nil })
        #expect(events(.terminalEscape).allSatisfy { text($0).contains(#"\u001b[31m"#) })
        #expect(events(.large).allSatisfy { (64 * 1_024..<66 * 1_024).contains($0.value?.count ?? 0) })
    }

    @Test("P35 the new app's writeKey is escaped in some events and stands in another field of some")
    func writeKeySpellings() {
        for event in events(.escapedWriteKey) {
            #expect(!text(event).contains(Clickstream.newAppWriteKey))
            #expect(GeneratedDay.object(event)?["writeKey"] as? String == Clickstream.newAppWriteKey)
        }
        for event in events(.writeKeyElsewhere) {
            #expect((GeneratedDay.object(event)?["note"] as? String)?.contains(Clickstream.newAppWriteKey) == true)
        }
        #expect(events(.withoutWriteKey).allSatisfy { GeneratedDay.object($0)?["writeKey"] == nil })
    }

    @Test("P37 a repeated event is an earlier one, byte for byte, in the same partition")
    func repeated() {
        for event in events(.repeated) {
            let originals = GeneratedDay.shared.events.filter { $0.kind == .ordinary && $0.value == event.value }
            #expect(originals.count == 1)
            #expect(originals.allSatisfy { $0.partition == event.partition && $0.timestamp <= event.timestamp })
        }
    }
}
