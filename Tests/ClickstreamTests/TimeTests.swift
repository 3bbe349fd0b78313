import Foundation
import Testing

@testable import Clickstream

@Suite("Times of the generated day")
struct TimeTests {
    @Test("all events are of the one day")
    func oneDay() {
        for event in GeneratedDay.shared.events {
            #expect(event.timestamp >= Clickstream.dayStart && event.timestamp < Clickstream.dayEnd)
        }
    }

    @Test("P07 times ascend over all partitions, but for late events, which are at most four minutes late")
    func order() {
        var latest = Int64.min
        var behind = 0
        for event in GeneratedDay.shared.events {
            if event.kind == .late {
                #expect(latest - event.timestamp <= 240_000)
                if event.timestamp < latest { behind += 1 }
            } else {
                #expect(event.timestamp >= latest)
                latest = event.timestamp
            }
        }
        #expect(behind >= 70)
    }

    @Test("P38 the four times fit together: timestamp = receivedAt - (sentAt - originalTimestamp)")
    func fourTimes() throws {
        for event in GeneratedDay.shared.events where event.kind == .ordinary || event.kind == .late {
            let object = try #require(GeneratedDay.object(event))
            func time(_ name: String) throws -> Int64 {
                let date = try Date(
                    #require(object[name] as? String),
                    strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
                return Int64((date.timeIntervalSince1970 * 1_000).rounded())
            }
            let timestamp = try time("timestamp")
            #expect(timestamp == event.timestamp)
            #expect(try time("receivedAt") - (time("sentAt") - time("originalTimestamp")) == timestamp)
            #expect(try time("receivedAt") > timestamp)
        }
    }

    @Test("a diurnal curve: the evening is busy, the night is quiet, no hour is empty")
    func curve() {
        var hours = [Int](repeating: 0, count: 24)
        for event in GeneratedDay.shared.events {
            hours[Int((event.timestamp - Clickstream.dayStart) / 3_600_000)] += 1
        }
        #expect(hours.allSatisfy { $0 > 80 })
        #expect(hours[19] == hours.max())
        #expect(hours[4] * 8 < hours[19])
    }
}
