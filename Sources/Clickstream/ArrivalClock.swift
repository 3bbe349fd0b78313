/// The times at which events arrive over the day, ascending: few at night, most in the evening.
struct ArrivalClock {
    /// How busy each hour's first minute is; the minutes between are interpolated. 24:00 is 00:00 again.
    private static let hours: [Int] = [
        22, 14, 9, 7, 6, 8, 15, 30, 48, 60, 66, 72, 80, 76, 70, 68, 72, 80, 90, 100, 96, 82, 60, 38, 22,
    ]

    private let eventCount: Int
    /// The weight of all minutes before the one at this index; one entry more than there are minutes.
    private let cumulative: [Int]
    private var minute = -1
    private var eventInMinute = 0
    /// How many events the present minute has.
    private(set) var eventsThisMinute = 0

    init(eventCount: Int) {
        self.eventCount = eventCount
        var cumulative = [0]
        cumulative.reserveCapacity(1_441)
        var sum = 0
        for minute in 0..<1_440 {
            let (hour, past) = minute.quotientAndRemainder(dividingBy: 60)
            sum += Self.hours[hour] * (60 - past) + Self.hours[hour + 1] * past
            cumulative.append(sum)
        }
        self.cumulative = cumulative
    }

    /// The next event's time, in milliseconds since 1970; asked at most as often as there are events.
    mutating func next(_ random: inout SplitMix64) -> Int64 {
        while eventInMinute == eventsThisMinute, minute < 1_439 {
            minute += 1
            eventInMinute = 0
            eventsThisMinute = share(upTo: minute + 1) - share(upTo: minute)
        }
        // One event in each of the minute's equal slices: ascending, and never two lulls alike.
        let slices = max(eventsThisMinute, 1)
        let slice = min(eventInMinute, slices - 1)
        eventInMinute += 1
        let milliseconds = (slice * 60_000 + random.below(60_000)) / slices
        return Clickstream.dayStart + Int64(minute * 60_000 + milliseconds)
    }

    private func share(upTo minute: Int) -> Int {
        let product = eventCount.multipliedFullWidth(by: cumulative[minute])
        return cumulative[1_440].dividingFullWidth(product).quotient
    }
}
