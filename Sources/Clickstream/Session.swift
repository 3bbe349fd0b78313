/// One visit: a visitor, an app, and what has happened so far.
struct Session {
    enum EventType {
        case page, screen, track, identify, group, alias
    }

    /// How many events a visit has; each entry is as likely as the others. The mean is 8.6.
    private static let lengths = [1, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 11, 13, 16, 20, 28]

    let app: App
    let visitor: Visitor
    /// How far the visitor's clock is ahead of the server's, in milliseconds.
    let clockSkew: Int64
    /// The campaign that brought the visitor here.
    let campaign: Catalogue.Campaign?
    private(set) var isSignedIn: Bool
    private(set) var remaining: Int
    private(set) var step = 0
    /// The page the visitor is on, and the one before it.
    private(set) var page = Catalogue.pages[0]
    private(set) var previousPage: Catalogue.Page?
    let referrer: StaticString

    init(app appIndex: Int, visitor: Visitor, _ random: inout SplitMix64) {
        app = App.all[appIndex]
        self.visitor = visitor
        remaining = random.pick(Self.lengths)
        isSignedIn = visitor.userID != nil && random.chance(60)
        campaign = visitor.isWeb && random.chance(22) ? random.pick(Catalogue.campaigns) : nil
        referrer = random.pick(Catalogue.referrers)
        switch random.below(50) {
        case 0: clockSkew = 3_600_000  // A clock set to the wrong zone.
        case 1: clockSkew = -Int64(random.below(900_000))
        default: clockSkew = Int64(random.below(4_000)) - 2_000
        }
    }

    /// The key of the visitor's records: the user where known, else the anonymous id.
    var key: [UInt8] {
        isSignedIn ? visitor.userID ?? visitor.anonymousID : visitor.anonymousID
    }

    /// Takes the visit one event further and says of which type the event is.
    mutating func advance(_ random: inout SplitMix64) -> EventType {
        remaining -= 1
        step += 1
        if step == 1 {
            page = random.pick(Catalogue.pages)
            return visitor.isWeb ? .page : .track
        }
        if visitor.userID != nil, !isSignedIn, random.chance(25) {
            isSignedIn = true
            return random.chance(8) ? .alias : .identify
        }
        let draw = random.below(100)
        if isSignedIn, draw < 2 { return .group }
        if draw < 4 { return .identify }
        guard draw < 55 else { return .track }
        guard visitor.isWeb else { return .screen }
        previousPage = page
        page = random.pick(Catalogue.pages)
        return .page
    }
}
