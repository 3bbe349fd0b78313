/// The words that have a meaning of their own, in any case of letters; a column named so goes in double quotes.
///
/// `TIMESTAMP` is none of them: it means something only before a text, and events often have a field of that name.
enum Keyword: String, CaseIterable {
    case and = "AND"
    case or = "OR"
    case not = "NOT"
    case `in` = "IN"
    case like = "LIKE"
    case ilike = "ILIKE"
    case escape = "ESCAPE"
    case `is` = "IS"
    case null = "NULL"
    case between = "BETWEEN"
    case `true` = "TRUE"
    case `false` = "FALSE"

    init?(_ name: ExactText) {
        guard name.string.utf8.count <= 7 else { return nil }
        self.init(rawValue: name.string.uppercased())
        guard rawValue.utf8.count == name.string.utf8.count else { return nil }
    }
}
