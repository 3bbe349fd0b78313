import Foundation
import Testing

@testable import Clickstream

@Suite("Shares and sizes")
struct ShareTests {
    @Test("the apps' shares add up, and their writeKeys differ")
    func apps() {
        #expect(App.all.map(\.share).reduce(0, +) == 1_000)
        #expect(App.byShare.count == 1_000)
        #expect(Set(App.all.map { "\($0.writeKey)" }).count == App.all.count)
        #expect(App.all.contains { "\($0.writeKey)" == Clickstream.newAppWriteKey })
    }

    @Test("the new app has 5 to 8 % of the day, and of 12:00 to 14:00")
    func newApp() {
        let needle = #""writeKey":"\#(Clickstream.newAppWriteKey)""#
        func share(_ events: [ClickstreamEvent]) -> Double {
            let own = events.count { String(decoding: $0.value ?? [], as: UTF8.self).contains(needle) }
            return Double(own) / Double(events.count)
        }
        let day = GeneratedDay.shared.events
        let noon = day.filter {
            (Clickstream.dayStart + 12 * 3_600_000..<Clickstream.dayStart + 14 * 3_600_000).contains($0.timestamp)
        }
        #expect((0.05...0.08).contains(share(day)))
        #expect((0.05...0.08).contains(share(noon)))
        #expect(noon.count > 1_500)
    }

    @Test("all twelve writeKeys occur, and all six event types")
    func variety() {
        let objects = GeneratedDay.shared.events.compactMap(GeneratedDay.object)
        #expect(Set(objects.compactMap { $0["writeKey"] as? String }).count == 12)
        let types = Set(objects.compactMap { $0["type"] as? String })
        #expect(types == ["page", "screen", "track", "identify", "group", "alias"])
        let messages = objects.compactMap { $0["messageId"] as? String }
        #expect(Set(messages).count == messages.count - ClickstreamEventKind.oddityCount(ofEach: 20_000))
    }

    @Test("userId is set, null or absent, each often; the key is the user, else the anonymous id")
    func identity() throws {
        var (set, null, absent) = (0, 0, 0)
        for event in GeneratedDay.shared.events where event.kind == .ordinary {
            let object = try #require(GeneratedDay.object(event))
            let key = String(decoding: event.key ?? [], as: UTF8.self)
            switch object["userId"] {
            case let user as String:
                set += 1
                #expect(user == key)
            case is NSNull:
                null += 1
                #expect(object["anonymousId"] as? String == key)
            default:
                absent += 1
                #expect(object["anonymousId"] as? String == key)
            }
        }
        #expect(set > 4_000 && null > 3_000 && absent > 2_000)
    }

    @Test("six partitions of unequal size; a key is always in the same one")
    func partitions() {
        var counts = [Int](repeating: 0, count: Int(Clickstream.partitionCount))
        var partitionOfKey: [[UInt8]: Int32] = [:]
        for event in GeneratedDay.shared.events {
            counts[Int(event.partition)] += 1
            guard let key = event.key else { continue }
            #expect(partitionOfKey.updateValue(event.partition, forKey: key) ?? event.partition == event.partition)
        }
        #expect(counts.allSatisfy { $0 > 600 })
        #expect(counts == counts.sorted(by: >))
        #expect(counts[0] > 3 * counts[5])
    }

    @Test("about 1 KB a value")
    func sizes() {
        let sizes = GeneratedDay.shared.events.compactMap(\.value?.count)
        let mean = sizes.reduce(0, +) / sizes.count
        #expect((950...1_150).contains(mean))
        let ordinary = GeneratedDay.shared.events.filter { $0.kind == .ordinary }.compactMap(\.value?.count)
        #expect((ordinary.min() ?? 0) > 500)
        #expect((ordinary.max() ?? 0) < 3_000)
    }
}
