package import NIOCore

/// Reads the fields of one Kafka message, one after the other.
///
/// Every read checks its bounds and throws a `WireError`; no bytes can make it trap. Strings, byte arrays and arrays have
/// two forms on the wire, the classic one with fixed-width lengths and the compact one of flexible versions (KIP-482);
/// `begin` sets which one is read. Byte arrays are slices of the message's buffer, never copies.
package struct WireReader {
    /// Whether lengths are read in compact form, and structs end with tagged fields.
    package private(set) var isFlexible: Bool

    private var buffer: ByteBuffer
    private var message: StaticString
    /// The offset in the frame of the buffer's index 0.
    private let origin: Int
    /// Shared by all readers of a message.
    private let elements: ElementBudget

    /// - Parameters:
    ///   - buffer: a frame's content from its header on, or what of it is left.
    ///   - message: the name used in errors until `begin` gives a better one.
    package init(_ buffer: ByteBuffer, message: StaticString = "message") {
        self.init(buffer, message: message, byteOffset: 0, isFlexible: false, elements: ElementBudget())
    }

    init(
        _ buffer: ByteBuffer, message: StaticString, byteOffset: Int, isFlexible: Bool, elements: ElementBudget
    ) {
        self.buffer = buffer
        self.message = message
        self.origin = byteOffset - buffer.readerIndex
        self.isFlexible = isFlexible
        self.elements = elements
    }

    /// The place of the next byte, counted from the frame's content.
    package var byteOffset: Int { origin + buffer.readerIndex }

    package var readableBytes: Int { buffer.readableBytes }

    /// Starts the body of a message: its name goes into errors, its version decides the form of lengths.
    package mutating func begin(_ message: StaticString, _ apiKey: ApiKey, version: Int16) throws(WireError) {
        self.message = message
        guard apiKey.versions.contains(version) else { throw error(.unsupportedVersion(version), "version") }
        isFlexible = apiKey.isFlexible(version)
    }

    /// Starts a header, whose strings are classic in every version.
    mutating func beginHeader(_ message: StaticString) {
        self.message = message
        isFlexible = false
    }

    /// Throws where bytes are left over.
    package func finish() throws(WireError) {
        guard buffer.readableBytes == 0 else { throw error(.trailingBytes(count: buffer.readableBytes), "end") }
    }

    package mutating func int8(_ field: StaticString) throws(WireError) -> Int8 { try integer(field) }

    package mutating func int16(_ field: StaticString) throws(WireError) -> Int16 { try integer(field) }

    package mutating func int32(_ field: StaticString) throws(WireError) -> Int32 { try integer(field) }

    package mutating func int64(_ field: StaticString) throws(WireError) -> Int64 { try integer(field) }

    /// One byte; every value but 0 is true.
    package mutating func bool(_ field: StaticString) throws(WireError) -> Bool {
        try integer(field, as: UInt8.self) != 0
    }

    package mutating func uuid(_ field: StaticString) throws(WireError) -> KafkaUUID {
        guard let (high, low) = buffer.readMultipleIntegers(as: (UInt64, UInt64).self) else {
            throw truncated(field, needed: 16)
        }
        return KafkaUUID(high: high, low: low)
    }

    package mutating func errorCode(_ field: StaticString) throws(WireError) -> KafkaErrorCode {
        KafkaErrorCode(rawValue: try int16(field))
    }

    package mutating func isolationLevel(_ field: StaticString) throws(WireError) -> IsolationLevel {
        let start = byteOffset
        let value = try int8(field)
        guard let level = IsolationLevel(rawValue: value) else {
            throw error(.invalidValue(Int(value)), field, at: start)
        }
        return level
    }

    /// A number of one to five bytes, seven bits in each, the lowest first.
    package mutating func unsignedVarint(_ field: StaticString) throws(WireError) -> UInt32 {
        let start = byteOffset
        var value: UInt32 = 0
        for shift in stride(from: UInt32(0), through: 28, by: 7) {
            let byte = try integer(field, as: UInt8.self)
            if shift == 28, byte > 0x0f { break }
            value |= UInt32(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        throw error(.varintTooLong, field, at: start)
    }

    /// A signed number in zigzag form: 0, -1, 1, -2 … are 0, 1, 2, 3 … on the wire.
    package mutating func varint(_ field: StaticString) throws(WireError) -> Int32 {
        let value = try unsignedVarint(field)
        return Int32(bitPattern: value >> 1) ^ -Int32(bitPattern: value & 1)
    }

    package mutating func string(_ field: StaticString) throws(WireError) -> String {
        let start = byteOffset
        guard let value = try nullableString(field) else { throw error(.unexpectedNull, field, at: start) }
        return value
    }

    package mutating func nullableString(_ field: StaticString) throws(WireError) -> String? {
        let start = byteOffset
        let length = isFlexible ? try compactLength(field) : try classicLength(Int(int16(field)), field, at: start)
        guard let length else { return nil }
        guard length <= buffer.readableBytes else { throw truncated(field, needed: length) }
        do {
            return try buffer.readUTF8ValidatedString(length: length)
        } catch {
            throw self.error(.invalidUTF8, field)
        }
    }

    /// A byte array, as a slice of the message's buffer.
    package mutating func bytes(_ field: StaticString) throws(WireError) -> ByteBuffer {
        let start = byteOffset
        guard let value = try nullableBytes(field) else { throw error(.unexpectedNull, field, at: start) }
        return value
    }

    /// A byte array or a record set, as a slice of the message's buffer.
    package mutating func nullableBytes(_ field: StaticString) throws(WireError) -> ByteBuffer? {
        let start = byteOffset
        let length = isFlexible ? try compactLength(field) : try classicLength(Int(int32(field)), field, at: start)
        guard let length else { return nil }
        guard let value = buffer.readSlice(length: length) else { throw truncated(field, needed: length) }
        return value
    }

    package mutating func array<Element: WireStruct>(
        _ field: StaticString, of type: Element.Type = Element.self, version: Int16
    ) throws(WireError) -> [Element] {
        let start = byteOffset
        guard let elements: [Element] = try nullableArray(field, version: version) else {
            throw error(.unexpectedNull, field, at: start)
        }
        return elements
    }

    package mutating func nullableArray<Element: WireStruct>(
        _ field: StaticString, of type: Element.Type = Element.self, version: Int16
    ) throws(WireError) -> [Element]? {
        guard let count = try arrayCount(field, elementSize: 1) else { return nil }
        try take(count, field)
        var elements: [Element] = []
        elements.reserveCapacity(min(count, 1_024))
        for _ in 0..<count {
            elements.append(try Element(reading: &self, version: version))
        }
        return elements
    }

    package mutating func int32Array(_ field: StaticString) throws(WireError) -> [Int32] {
        let start = byteOffset
        guard let count = try arrayCount(field, elementSize: 4) else { throw error(.unexpectedNull, field, at: start) }
        var elements: [Int32] = []
        elements.reserveCapacity(count)
        for _ in 0..<count {
            elements.append(try int32(field))
        }
        return elements
    }

    package mutating func stringArray(_ field: StaticString) throws(WireError) -> [String] {
        let start = byteOffset
        guard let count = try arrayCount(field, elementSize: 1) else { throw error(.unexpectedNull, field, at: start) }
        try take(count, field)
        var elements: [String] = []
        elements.reserveCapacity(min(count, 1_024))
        for _ in 0..<count {
            elements.append(try string(field))
        }
        return elements
    }

    /// The tagged fields at the end of a struct; none in versions that are not flexible.
    package mutating func taggedFields() throws(WireError) -> TaggedFields {
        var fields = TaggedFields(message: message, elements: elements)
        guard isFlexible else { return fields }
        let start = byteOffset
        let count = Int(try unsignedVarint("taggedFields"))
        guard count <= buffer.readableBytes / 2 else {
            throw error(.countTooLarge(count: count, available: buffer.readableBytes), "taggedFields", at: start)
        }
        try take(count, "taggedFields")
        for _ in 0..<count {
            let tag = try unsignedVarint("tag")
            let size = Int(try unsignedVarint("taggedFieldSize"))
            let byteOffset = byteOffset
            guard let data = buffer.readSlice(length: size) else { throw truncated("taggedField", needed: size) }
            fields.append(TaggedField(tag: tag, data: data), byteOffset: byteOffset)
        }
        return fields
    }

    /// The tagged fields of a header, which are there although its strings are classic.
    mutating func headerTaggedFields() throws(WireError) -> [TaggedField] {
        isFlexible = true
        let fields = try taggedFields().unknown
        isFlexible = false
        return fields
    }

    /// - Parameter start: where the field begins, if that is not the next byte.
    func error(_ kind: WireError.Kind, _ field: StaticString, at start: Int? = nil) -> WireError {
        WireError(kind, message: message.description, field: field.description, byteOffset: start ?? byteOffset)
    }

    private mutating func integer<T: FixedWidthInteger>(
        _ field: StaticString, as type: T.Type = T.self
    ) throws(WireError) -> T {
        guard let value = buffer.readInteger(as: type) else { throw truncated(field, needed: MemoryLayout<T>.size) }
        return value
    }

    /// A length that was read as a signed number: -1 is null.
    private func classicLength(_ length: Int, _ field: StaticString, at start: Int) throws(WireError) -> Int? {
        if length >= 0 { return length }
        guard length == -1 else { throw error(.negativeLength(length), field, at: start) }
        return nil
    }

    /// A length in compact form: one more than it is, so that 0 is null.
    private mutating func compactLength(_ field: StaticString) throws(WireError) -> Int? {
        let value = Int(try unsignedVarint(field))
        return value == 0 ? nil : value - 1
    }

    /// The count of an array, believed only as far as the bytes left could hold so many elements.
    private mutating func arrayCount(_ field: StaticString, elementSize: Int) throws(WireError) -> Int? {
        let start = byteOffset
        let count = isFlexible ? try compactLength(field) : try classicLength(Int(int32(field)), field, at: start)
        guard let count else { return nil }
        guard count <= buffer.readableBytes / elementSize else {
            throw error(.countTooLarge(count: count, available: buffer.readableBytes), field, at: start)
        }
        return count
    }

    private func take(_ count: Int, _ field: StaticString) throws(WireError) {
        guard elements.take(count) else {
            throw error(.tooManyElements(limit: ElementBudget.ofMessage), field)
        }
    }

    private func truncated(_ field: StaticString, needed: Int) -> WireError {
        error(.truncated(needed: needed, available: buffer.readableBytes), field)
    }
}
