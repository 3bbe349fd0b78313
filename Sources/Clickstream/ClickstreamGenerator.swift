/// A day of clickstream, event by event in the order in which a producer would append them.
///
/// The same seed and count always give the same bytes. Within a partition the times ascend, but for the late events.
package struct ClickstreamGenerator: Sequence, Sendable {
    package let seed: UInt64
    package let eventCount: Int

    /// - Parameter eventCount: how many events the day has; nothing below 0.
    package init(seed: UInt64 = Clickstream.defaultSeed, eventCount: Int) {
        self.seed = seed
        self.eventCount = Swift.max(0, eventCount)
    }

    package var underestimatedCount: Int { eventCount }

    package func makeIterator() -> Iterator {
        Iterator(seed: seed, eventCount: eventCount)
    }
}

extension ClickstreamGenerator {
    package struct Iterator: IteratorProtocol {
        /// The records' shares of the partitions, in hundredths, added up.
        private static let partitionBounds: [UInt64] = [34, 56, 73, 87, 95, 100]

        private let seed: UInt64
        private let eventCount: Int
        private let visitorCount: Int
        private var index = 0
        private var random: SplitMix64
        private var clock: ArrivalClock
        private var plan: OddityPlan
        private var writer = EventWriter()
        private var scratch = JSONBuffer(capacity: 1_024)
        private var sessions: [Session] = []
        private var sessionCount = 0
        /// The last event without any oddity, for those that are sent twice.
        private var lastOrdinary: (key: [UInt8], value: [UInt8])?

        fileprivate init(seed: UInt64, eventCount: Int) {
            self.seed = seed
            self.eventCount = eventCount
            visitorCount = Swift.max(20, eventCount / 12)
            random = SplitMix64(seed: seed)
            clock = ArrivalClock(eventCount: eventCount)
            plan = OddityPlan(eventCount: eventCount, &random)
        }

        package mutating func next() -> ClickstreamEvent? {
            guard index < eventCount else { return nil }
            let arrival = clock.next(&random)
            let (kind, occurrence) = plan.kind(at: index, &random)
            index += 1
            let times = self.times(of: kind, arrival: arrival)
            let session = activeSession()
            writer.write(
                &sessions[session], times, writeKey: kind.writeKeyStyle, yearOne: kind == .yearOne, &random)
            writer.spoil(as: kind, occurrence: occurrence, &random)
            return event(of: kind, sessions[session].key, times.timestamp)
        }

        /// Late events were sent long after their time; the others within a second.
        private mutating func times(of kind: ClickstreamEventKind, arrival: Int64) -> EventWriter.Times {
            guard kind == .late else {
                return EventWriter.Times(timestamp: arrival, receivedAt: arrival + Int64(40 + random.below(860)))
            }
            // The lower of two draws: most are a minute late, a few four.
            let lateness = Int64(Swift.min(random.below(235_000), random.below(235_000)) + 5_000)
            let timestamp = Swift.max(Clickstream.dayStart, arrival - lateness)
            return EventWriter.Times(timestamp: timestamp, receivedAt: arrival)
        }

        /// The place of a session that has an event left: one of those under way, or a new one.
        private mutating func activeSession() -> Int {
            // About half a minute goes by between two events of a visitor.
            let wanted = Swift.max(3, clock.eventsThisMinute / 2)
            if sessions.count < wanted {
                sessions.append(newSession())
                return sessions.count - 1
            }
            var place = random.below(sessions.count)
            while sessions[place].remaining == 0, sessions.count > wanted {
                sessions.swapAt(place, sessions.count - 1)
                sessions.removeLast()
                place = random.below(sessions.count)
            }
            if sessions[place].remaining == 0 { sessions[place] = newSession() }
            return place
        }

        private mutating func newSession() -> Session {
            // Multiples of the golden ratio: any run of sessions has the apps in nearly their exact shares.
            let fraction = UInt64(truncatingIfNeeded: sessionCount) &* 0x9E37_79B9_7F4A_7C15
            sessionCount += 1
            let app = App.byShare[Int(truncatingIfNeeded: ((fraction >> 32) &* UInt64(App.byShare.count)) >> 32)]
            let visitors = Swift.max(1, visitorCount * App.all[app].share / 1_000)
            let visitor = Visitor(seed: seed, app: app, number: random.below(visitors), scratch: &scratch)
            return Session(app: app, visitor: visitor, &random)
        }

        private mutating func event(of kind: ClickstreamEventKind, _ key: [UInt8], _ timestamp: Int64)
            -> ClickstreamEvent
        {
            if kind == .repeated, let last = lastOrdinary {
                return ClickstreamEvent(
                    partition: Self.partition(of: last.key), timestamp: timestamp, key: last.key, value: last.value,
                    kind: kind)
            }
            let value = writer.json.copy()
            if kind == .withoutKey {
                return ClickstreamEvent(
                    partition: Self.partition(ofHash: random.next()), timestamp: timestamp, key: nil, value: value,
                    kind: kind)
            }
            if kind == .ordinary { lastOrdinary = (key, value) }
            return ClickstreamEvent(
                partition: Self.partition(of: key), timestamp: timestamp, key: key,
                value: kind == .tombstone ? nil : value, kind: kind)
        }

        /// The same key always goes to the same partition (FNV-1a, 64 bits).
        private static func partition(of key: [UInt8]) -> Int32 {
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in key { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            return partition(ofHash: hash ^ (hash >> 29))
        }

        private static func partition(ofHash hash: UInt64) -> Int32 {
            let hundredth = ((hash & 0xFFFF_FFFF) &* 100) >> 32
            return Int32(partitionBounds.firstIndex { hundredth < $0 } ?? 0)
        }
    }
}

extension ClickstreamEventKind {
    fileprivate var writeKeyStyle: EventWriter.WriteKeyStyle {
        switch self {
        case .escapedWriteKey: .escaped
        case .withoutWriteKey: .missing
        default: .plain
        }
    }
}
