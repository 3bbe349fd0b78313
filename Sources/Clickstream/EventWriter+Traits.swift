/// What `identify` and `group` events say about users and their companies.
extension EventWriter {
    mutating func writeTraits(of session: Session, _ random: inout SplitMix64) {
        let visitor = session.visitor
        let given = Catalogue.givenNames[visitor.number % Catalogue.givenNames.count]
        let family = Catalogue.familyNames[visitor.number / 7 % Catalogue.familyNames.count]
        json.text(#"{"name":""#)
        json.text(given)
        json.text(" ")
        json.text(family)
        json.text(#"","email":"visitor"#)
        json.number(visitor.number)
        json.text(#"@example.com","age":"#)
        json.number(18 + visitor.number % 60)
        json.text(#","createdAt":"20"#)
        json.number(14 + visitor.number % 8, width: 2)
        json.text("-0")
        json.number(1 + visitor.number % 9)
        json.text(#"-11T08:30:00Z","plan":""#)
        json.text(Catalogue.plans[visitor.number % Catalogue.plans.count])
        json.text(#"","logins":"#)
        json.number(1 + random.below(400))
        json.text(random.chance(50) ? #","newsletter":true"# : #","newsletter":false"#)
        json.text(#","address":{"city":""#)
        json.text(visitor.place.city)
        json.text(#"","country":""#)
        json.text(visitor.place.locale)
        json.text(#""}}"#)
    }

    mutating func writeGroup(of session: Session, _ random: inout SplitMix64) {
        let company = session.visitor.number % Catalogue.companies.count
        json.text(#","groupId":"company-"#)
        json.number(company + 1, width: 4)
        json.text(#"","traits":{"name":""#)
        json.text(Catalogue.companies[company])
        json.text(#"","industry":""#)
        json.text(company % 2 == 0 ? "Retail" : "Software")
        json.text(#"","employees":"#)
        json.number(12 + company * 143)
        json.text(#","plan":""#)
        json.text(Catalogue.plans[company % Catalogue.plans.count])
        json.text(#"","website":"https://example.org/"}"#)
    }
}
