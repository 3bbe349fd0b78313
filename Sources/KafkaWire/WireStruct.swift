/// A group of fields that are written one after the other: a whole message, or an element of an array in one.
package protocol WireStruct: Sendable, Equatable {
    /// Reads the fields that this version has; the others keep their defaults.
    init(reading reader: inout WireReader, version: Int16) throws(WireError)

    /// Writes the fields that this version has; the others are left out.
    func write(to writer: inout WireWriter, version: Int16)
}
