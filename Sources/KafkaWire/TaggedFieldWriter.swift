/// The tagged fields on their way to the end of a struct. They are written in the order of their tags.
package struct TaggedFieldWriter {
    var fields: [TaggedField]

    /// Adds a field; `write` gives its content in the flexible form.
    package mutating func add(_ tag: UInt32, _ write: (inout WireWriter) -> Void) {
        var content = WireWriter(isFlexible: true)
        write(&content)
        fields.append(TaggedField(tag: tag, data: content.buffer))
    }
}
