/// A value with what may stand before its JSON: Confluent's framing (a zero byte, the schema's id in four bytes, big
/// endian, then white space or nothing, then a JSON object) or a UTF-8 byte-order mark.
struct FramedValue {
    /// The schema's id, where there is framing.
    let schemaID: Int32?
    /// The bytes from which JSON is read; the end of the value.
    let json: UnsafeRawBufferPointer
    /// Whether the first byte is 0 and no framing follows.
    let isUnknownFraming: Bool

    init(_ value: UnsafeRawBufferPointer) {
        var start = 0
        var schemaID: Int32?
        if value.first == 0 {
            var brace = 5
            while brace < value.count, JSONCharacter.isWhitespace(value[brace]) { brace += 1 }
            if brace < value.count, value[brace] == UInt8(ascii: "{") {
                schemaID = Int32(bigEndian: value.loadUnaligned(fromByteOffset: 1, as: Int32.self))
                start = 5
            }
        } else if value.count >= 3, value[0] == 0xEF, value[1] == 0xBB, value[2] == 0xBF {
            start = 3
        }
        self.schemaID = schemaID
        json = UnsafeRawBufferPointer(rebasing: value[start...])
        isUnknownFraming = value.first == 0 && schemaID == nil
    }
}
