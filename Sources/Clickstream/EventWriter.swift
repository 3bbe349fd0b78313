/// Writes the JSON of one event after the other.
struct EventWriter {
    /// When an event happened and when it was received, by the server's clock, in milliseconds since 1970.
    struct Times {
        var timestamp: Int64
        var receivedAt: Int64
    }

    /// What is special about an event's own fields.
    enum WriteKeyStyle {
        case plain, escaped, missing
    }

    var json = JSONBuffer(capacity: 128 * 1_024)

    /// Writes the next event of `session`, whose fields follow the Segment spec's.
    mutating func write(
        _ session: inout Session, _ times: Times, writeKey: WriteKeyStyle, yearOne: Bool, _ random: inout SplitMix64
    ) {
        let type = session.advance(&random)
        json.removeAll()
        writeTypeAndProperties(of: type, session, &random, writeKey)
        writeContext(of: session)
        json.text(#","integrations":"#)
        json.text(session.app.integrations)
        writeTimes(times, skew: session.clockSkew, yearOne: yearOne)
        json.text(#","version":2}"#)
    }

    private mutating func writeTypeAndProperties(
        of type: Session.EventType, _ session: Session, _ random: inout SplitMix64, _ writeKey: WriteKeyStyle
    ) {
        switch type {
        case .page:
            json.text(#"{"type":"page","name":""#)
            json.text(session.page.name)
            writeIdentity(of: session, writeKey, &random)
            json.text(#","properties":"#)
            writePage(of: session)
        case .screen:
            json.text(#"{"type":"screen","name":""#)
            json.text(random.pick(Catalogue.screens))
            writeIdentity(of: session, writeKey, &random)
            json.text(session.step == 2 ? #","properties":{"from":"launch"}"# : #","properties":{}"#)
        case .track:
            let event = TrackEvent.next(session, &random)
            json.text(#"{"type":"track","event":""#)
            json.text(event.name)
            writeIdentity(of: session, writeKey, &random)
            json.text(#","properties":"#)
            event.writeProperties(into: &json, session, &random)
        case .identify:
            json.text(#"{"type":"identify"#)
            writeIdentity(of: session, writeKey, &random)
            json.text(#","traits":"#)
            writeTraits(of: session, &random)
        case .group:
            json.text(#"{"type":"group"#)
            writeIdentity(of: session, writeKey, &random)
            writeGroup(of: session, &random)
        case .alias:
            json.text(#"{"type":"alias","previousId":""#)
            json.raw(session.visitor.anonymousID)
            writeIdentity(of: session, writeKey, &random)
        }
    }

    /// writeKey, messageId, anonymousId and userId, after a string whose closing quote is still to come.
    private mutating func writeIdentity(of session: Session, _ style: WriteKeyStyle, _ random: inout SplitMix64) {
        switch style {
        case .plain:
            json.text(#"","writeKey":""#)
            json.text(session.app.writeKey)
        case .escaped:
            json.text(#"","writeKey":"newapp\u005f2022\u005ftest\u005fkey"#)
        case .missing:
            break
        }
        if session.visitor.isWeb {
            json.text(#"","messageId":"ajs-next-"#)
            json.hex(random.next(), digits: 16)
            json.hex(random.next(), digits: 16)
        } else {
            json.text(#"","messageId":""#)
            json.uuid(random.next(), random.next())
        }
        json.text(#"","anonymousId":""#)
        json.raw(session.visitor.anonymousID)
        json.text(#"""#)
        if session.isSignedIn, let userID = session.visitor.userID {
            json.text(#","userId":""#)
            json.raw(userID)
            json.text(#"""#)
        } else if session.visitor.isWeb {
            // The browser's library sends null where a phone's leaves the field out.
            json.text(#","userId":null"#)
        }
    }

    private mutating func writeContext(of session: Session) {
        json.text(#","context":"#)
        json.raw(session.visitor.context)
        if let campaign = session.campaign {
            json.text(#","campaign":"#)
            json.text(campaign.json)
        }
        if session.visitor.isWeb {
            json.text(#","page":"#)
            writePage(of: session)
        }
        json.text("}")
    }

    private mutating func writePage(of session: Session) {
        json.text(#"{"path":""#)
        json.text(session.page.path)
        json.text(#"","referrer":""#)
        if let previous = session.previousPage {
            writeAddress(of: session.app, previous)
        } else {
            json.text(session.referrer)
        }
        json.text(#"","search":""#)
        let isLanding = session.previousPage == nil
        if isLanding, let campaign = session.campaign { json.text(campaign.query) }
        json.text(#"","title":""#)
        json.text(session.page.title)
        json.text(#"","url":""#)
        writeAddress(of: session.app, session.page)
        if isLanding, let campaign = session.campaign { json.text(campaign.query) }
        json.text(#""}"#)
    }

    private mutating func writeAddress(of app: App, _ page: Catalogue.Page) {
        json.text("https://")
        json.text(app.home)
        json.text(page.path)
    }

    /// The four times, so that timestamp = receivedAt - (sentAt - originalTimestamp) as the spec has it.
    private mutating func writeTimes(_ times: Times, skew: Int64, yearOne: Bool) {
        json.text(#","originalTimestamp":""#)
        if yearOne {
            json.text("0001-01-01T00:00:00.000Z")
        } else {
            json.time(times.timestamp + skew)
        }
        json.text(#"","sentAt":""#)
        json.time(times.receivedAt + skew)
        json.text(#"","receivedAt":""#)
        json.time(times.receivedAt)
        json.text(#"","timestamp":""#)
        json.time(times.timestamp)
        json.text(#"""#)
    }
}
