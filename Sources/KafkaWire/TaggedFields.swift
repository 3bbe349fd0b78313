/// The tagged fields read at the end of a struct. A message takes those it knows; the rest stay unknown.
package struct TaggedFields {
    private var fields: [(field: TaggedField, byteOffset: Int)] = []
    private let message: StaticString
    private let elements: ElementBudget

    init(message: StaticString, elements: ElementBudget) {
        self.message = message
        self.elements = elements
    }

    /// What no one has taken, in the order of the tags, in which they are written: a peer that sends them in another
    /// says the same.
    package var unknown: [TaggedField] {
        if fields.isEmpty { return [] }
        let unknown = fields.map(\.field)
        return zip(unknown, unknown.dropFirst()).allSatisfy { $0.tag <= $1.tag }
            ? unknown : unknown.sorted { $0.tag < $1.tag }
    }

    /// Takes out the field with this tag (the last one, if a peer sent several) and gives a reader of its content.
    package mutating func take(_ tag: UInt32) -> WireReader? {
        guard let last = fields.last(where: { $0.field.tag == tag }) else { return nil }
        fields.removeAll { $0.field.tag == tag }
        return WireReader(
            last.field.data, message: message, byteOffset: last.byteOffset, isFlexible: true, elements: elements)
    }

    mutating func append(_ field: TaggedField, byteOffset: Int) {
        fields.append((field, byteOffset))
    }
}
