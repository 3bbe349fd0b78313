/// A word of a filter and where it stands.
struct Token: Equatable {
    enum Kind: Equatable {
        case name(ExactText, isQuoted: Bool)
        case text(ExactText)
        case number(NumberLiteral)
        case comparator(Comparator)
        case opening
        case closing
        case comma
        case end
    }

    var kind: Kind
    var range: SourceRange

    /// The keyword that the token is, if any.
    var keyword: Keyword? {
        if case .name(let name, isQuoted: false) = kind { return Keyword(name) }
        return nil
    }
}
