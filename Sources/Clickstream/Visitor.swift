/// Somebody who uses one of the apps. The same app and number always give the same visitor.
struct Visitor {
    var number: Int
    var anonymousID: [UInt8]
    /// The user's id, for those who ever sign in.
    var userID: [UInt8]?
    var place: Catalogue.Place
    /// The `context` of the visitor's events without its closing brace, up to the page, which differs by event.
    var context: [UInt8]
    var isWeb: Bool
    var isIOS: Bool

    init(seed: UInt64, app appIndex: Int, number: Int, scratch: inout JSONBuffer) {
        var random = SplitMix64(seed: seed, appIndex, number)
        let app = App.all[appIndex]
        self.number = number
        scratch.removeAll()
        scratch.uuid(random.next(), random.next())
        anonymousID = scratch.copy()
        if random.chance(55) {
            scratch.removeAll()
            scratch.text("user-")
            scratch.number(appIndex * 10_000_000 + number, width: 9)
            userID = scratch.copy()
        }
        place = random.pick(Catalogue.places)
        switch app.platform {
        case .web: (isWeb, isIOS) = (true, false)
        case .iOS: (isWeb, isIOS) = (false, true)
        case .android: (isWeb, isIOS) = (false, false)
        case .mobile: (isWeb, isIOS) = (false, random.chance(60))
        }
        context = []
        scratch.removeAll()
        if isWeb {
            writeWebContext(into: &scratch, &random)
        } else {
            writeMobileContext(of: app, into: &scratch, &random)
        }
        context = scratch.copy()
    }

    private func writeWebContext(into json: inout JSONBuffer, _ random: inout SplitMix64) {
        json.text(#"{"ip":""#)
        writeAddress(into: &json, &random)
        json.text(#"","library":{"name":"analytics.js","version":""#)
        json.text(random.chance(80) ? "next-1.43.0" : "4.1.0")
        json.text(#""},"locale":""#)
        json.text(place.locale)
        json.text(#"","timezone":""#)
        json.text(place.timezone)
        json.text(#"","userAgent":""#)
        json.text(random.pick(Catalogue.browsers))
        json.text(#"""#)
    }

    private func writeMobileContext(of app: App, into json: inout JSONBuffer, _ random: inout SplitMix64) {
        let phone = random.pick(isIOS ? Catalogue.iPhones : Catalogue.androids)
        let minor = random.below(4)
        json.text(#"{"app":{"build":""#)
        json.number(2_190 + minor)
        json.text(#"","name":""#)
        json.text(app.name)
        json.text(#"","namespace":""#)
        json.text(app.home)
        json.text(#"","version":"3."#)
        json.number(14 + minor)
        json.text(#".0"},"device":{"advertisingId":""#)
        json.uuid(random.next(), random.next())
        json.text(#"","id":""#)
        json.uuid(random.next(), random.next())
        json.text(#"","manufacturer":""#)
        json.text(phone.manufacturer)
        json.text(#"","model":""#)
        json.text(phone.model)
        json.text(#"","name":""#)
        json.text(phone.name)
        json.text(isIOS ? #"","type":"ios"},"ip":""# : #"","type":"android"},"ip":""#)
        writeAddress(into: &json, &random)
        json.text(
            isIOS
                ? #"","library":{"name":"analytics-ios","version":"4.1.6"},"#
                : #"","library":{"name":"analytics-android","version":"4.10.4"},"#)
        json.text(#""locale":""#)
        json.text(place.locale)
        json.text(#"","network":{"bluetooth":false,"carrier":""#)
        json.text(place.carrier)
        json.text(
            random.chance(70)
                ? #"","cellular":false,"wifi":true},"os":{"name":""#
                : #"","cellular":true,"wifi":false},"os":{"name":""#)
        json.text(
            isIOS
                ? #"iOS","version":"15.6.1"},"screen":{"density":"# : #"Android","version":"12"},"screen":{"density":"#)
        json.text(phone.density)
        json.text(#","height":"#)
        json.number(phone.height)
        json.text(#","width":"#)
        json.number(phone.width)
        json.text(#"},"timezone":""#)
        json.text(place.timezone)
        json.text(#"","userAgent":""#)
        if isIOS {
            json.text(app.name)
            json.text("/3.14 CFNetwork/1335.0.3 Darwin/21.6.0")
        } else {
            json.text("Dalvik/2.1.0 (Linux; U; Android 12; ")
            json.text(phone.model)
            json.text(" Build/SP1A.210812.016)")
        }
        json.text(#"""#)
    }

    /// An address of the ranges kept for documentation (RFC 5737, RFC 3849).
    private func writeAddress(into json: inout JSONBuffer, _ random: inout SplitMix64) {
        switch random.below(8) {
        case 0:
            json.text("2001:db8:")
            json.hex(random.next(), digits: 4)
            json.text("::")
            json.hex(random.next() | 0x1000, digits: 4)
        case 1, 2:
            json.text("198.51.100.")
            json.number(1 + random.below(254))
        default:
            json.text("203.0.113.")
            json.number(1 + random.below(254))
        }
    }
}
