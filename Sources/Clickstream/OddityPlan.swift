/// Which events of the day are late or odd: exact numbers of each kind, spread over the whole day.
struct OddityPlan {
    private let eventCount: Int
    /// The kinds in the order in which they come; one in each of as many equal slices of the day's events.
    private let kinds: [ClickstreamEventKind]
    private var position = 0
    private var nextIndex = Int.max
    private var occurrences: [ClickstreamEventKind: Int] = [:]

    init(eventCount: Int, _ random: inout SplitMix64) {
        self.eventCount = eventCount
        let each = ClickstreamEventKind.oddityCount(ofEach: eventCount)
        var kinds = Array(repeating: ClickstreamEventKind.late, count: ClickstreamEventKind.lateCount(of: eventCount))
        for kind in ClickstreamEventKind.oddities {
            kinds.append(contentsOf: repeatElement(kind, count: each))
        }
        for last in stride(from: kinds.count - 1, to: 0, by: -1) {
            kinds.swapAt(last, random.below(last + 1))
        }
        self.kinds = kinds
        place(&random)
    }

    /// The kind of the event at `index`, and how many events of that kind came before it; asked for 0, 1, 2 …
    mutating func kind(at index: Int, _ random: inout SplitMix64) -> (kind: ClickstreamEventKind, occurrence: Int) {
        guard index == nextIndex else { return (.ordinary, 0) }
        let kind = kinds[position]
        position += 1
        place(&random)
        let occurrence = occurrences[kind, default: 0]
        occurrences[kind] = occurrence + 1
        return (kind, occurrence)
    }

    private mutating func place(_ random: inout SplitMix64) {
        guard position < kinds.count else {
            nextIndex = Int.max
            return
        }
        // Slices are disjoint, so every kind gets an index of its own.
        let start = slice(position)
        nextIndex = start + random.below(max(1, slice(position + 1) - start))
    }

    private func slice(_ position: Int) -> Int {
        kinds.count.dividingFullWidth(position.multipliedFullWidth(by: eventCount)).quotient
    }
}
