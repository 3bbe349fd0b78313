/// Something that a value's bytes must show for a filter to be true, if the value is a JSON object without a
/// backslash: at least one of these needles. None at all: only a value with a backslash can pass.
struct NeedleClause: Equatable {
    /// More alternatives than this, unless each begins with a quote, are searched for by what they have in common at
    /// the start, or not at all.
    static let alternativeLimit = 6
    /// A needle shorter than this is nearly everywhere.
    static let lengthLimit = 3

    /// Each at least ``lengthLimit`` bytes.
    let needles: [[UInt8]]

    /// Nil where nothing useful can be searched for.
    init?(_ needles: [[UInt8]]) {
        var distinct: [[UInt8]] = []
        var seen: Set<[UInt8]> = []
        for needle in needles where seen.insert(needle).inserted { distinct.append(needle) }
        let haveQuotes = distinct.allSatisfy { $0.first == UInt8(ascii: "\"") }
        if distinct.count > Self.alternativeLimit, !haveQuotes { distinct = [Self.commonPrefix(distinct)] }
        guard distinct.allSatisfy({ $0.count >= Self.lengthLimit }) else { return nil }
        self.needles = distinct
    }

    /// How rare a hit is, roughly in bits; endless where nothing can hit.
    var rarity: Double {
        let rarest = needles.map { needle -> Double in
            needle.reduce(0) { $0 + 1 + Double(140 / ByteFrequency.commonness($1)).squareRoot() }
        }
        guard let least = rarest.min() else { return .infinity }
        // Twice the needles, one bit less.
        return least - Double(Double(needles.count).exponent)
    }

    private static func commonPrefix(_ needles: [[UInt8]]) -> [UInt8] {
        guard var prefix = needles.first else { return [] }
        for needle in needles {
            var count = 0
            while count < prefix.count, count < needle.count, prefix[count] == needle[count] { count += 1 }
            prefix.removeLast(prefix.count - count)
        }
        return prefix
    }
}
