/// What values are to become, and under which rules.
struct ConversionTarget {
    let type: DataType
    /// What the column's values mean; items of lists are `.event`.
    let meaning: VariantColumn.Meaning
    /// Items keep their type: a list of text holds strings (or digits), not the JSON text of something else.
    var isItem = false
    /// The most bytes (or items) that offsets may address.
    let limit: Int

    /// Whether lists of names and values by turns become lists of structures.
    var isHeaders: Bool { meaning == .headers && type == .headers }

    func item(_ type: DataType) -> ConversionTarget {
        ConversionTarget(type: type, meaning: .event, isItem: true, limit: limit)
    }
}
