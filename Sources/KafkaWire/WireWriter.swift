package import NIOCore

/// Writes the fields of one Kafka message, one after the other: the mirror image of `WireReader`.
package struct WireWriter {
    /// What has been written.
    package private(set) var buffer: ByteBuffer
    /// Whether lengths are written in compact form, and structs end with tagged fields.
    package private(set) var isFlexible: Bool

    package init(_ buffer: ByteBuffer = ByteBuffer()) {
        self.init(buffer, isFlexible: false)
    }

    init(_ buffer: ByteBuffer = ByteBuffer(), isFlexible: Bool) {
        self.buffer = buffer
        self.isFlexible = isFlexible
    }

    /// Starts the body of a message, whose version decides the form of lengths.
    package mutating func begin(_ apiKey: ApiKey, version: Int16) {
        isFlexible = apiKey.isFlexible(version)
    }

    package mutating func int8(_ value: Int8) { buffer.writeInteger(value) }

    package mutating func int16(_ value: Int16) { buffer.writeInteger(value) }

    package mutating func int32(_ value: Int32) { buffer.writeInteger(value) }

    package mutating func int64(_ value: Int64) { buffer.writeInteger(value) }

    package mutating func bool(_ value: Bool) { buffer.writeInteger(value ? 1 : 0, as: UInt8.self) }

    package mutating func uuid(_ value: KafkaUUID) { buffer.writeMultipleIntegers(value.high, value.low) }

    package mutating func errorCode(_ value: KafkaErrorCode) { int16(value.rawValue) }

    package mutating func isolationLevel(_ value: IsolationLevel) { int8(value.rawValue) }

    package mutating func unsignedVarint(_ value: UInt32) {
        var rest = value
        while rest >= 0x80 {
            buffer.writeInteger(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        buffer.writeInteger(UInt8(truncatingIfNeeded: rest))
    }

    package mutating func varint(_ value: Int32) {
        unsignedVarint(UInt32(bitPattern: (value << 1) ^ (value >> 31)))
    }

    /// A string. The classic form holds at most 32,767 bytes; what is longer is cut there, between two Unicode scalars, which only a
    /// text for people can be: names in Kafka are far shorter.
    package mutating func string(_ value: String) {
        if isFlexible {
            compactLength(value.utf8.count)
            buffer.writeString(value)
        } else {
            let fitting = Self.prefix(of: value, atMost: Int(Int16.max))
            int16(Int16(truncatingIfNeeded: fitting.utf8.count))
            buffer.writeSubstring(fitting)
        }
    }

    package mutating func nullableString(_ value: String?) {
        if let value {
            string(value)
        } else if isFlexible {
            unsignedVarint(0)
        } else {
            int16(-1)
        }
    }

    package mutating func bytes(_ value: ByteBuffer) {
        count(value.readableBytes)
        buffer.writeImmutableBuffer(value)
    }

    package mutating func nullableBytes(_ value: ByteBuffer?) {
        if let value { bytes(value) } else { count(nil) }
    }

    package mutating func array<Element: WireStruct>(_ elements: [Element], version: Int16) {
        count(elements.count)
        for element in elements {
            element.write(to: &self, version: version)
        }
    }

    package mutating func nullableArray<Element: WireStruct>(_ elements: [Element]?, version: Int16) {
        if let elements { array(elements, version: version) } else { count(nil) }
    }

    package mutating func int32Array(_ elements: [Int32]) {
        count(elements.count)
        for element in elements {
            int32(element)
        }
    }

    package mutating func stringArray(_ elements: [String]) {
        count(elements.count)
        for element in elements {
            string(element)
        }
    }

    /// The tagged fields that end a struct: those that came with it and are unknown here, and the ones that `known` adds.
    /// Versions that are not flexible have none.
    package mutating func taggedFields(_ unknown: [TaggedField], known: (inout TaggedFieldWriter) -> Void = { _ in }) {
        guard isFlexible else { return }
        var writer = TaggedFieldWriter(fields: unknown)
        known(&writer)
        unsignedVarint(UInt32(truncatingIfNeeded: writer.fields.count))
        if writer.fields.count > 1 { writer.fields.sort { $0.tag < $1.tag } }
        for field in writer.fields {
            unsignedVarint(field.tag)
            unsignedVarint(UInt32(truncatingIfNeeded: field.data.readableBytes))
            buffer.writeImmutableBuffer(field.data)
        }
    }

    /// The tagged fields of a header, which are there although its strings are classic.
    mutating func headerTaggedFields(_ fields: [TaggedField]) {
        isFlexible = true
        taggedFields(fields)
        isFlexible = false
    }

    /// The count of an array or of bytes; nil for null.
    private mutating func count(_ count: Int?) {
        if isFlexible {
            if let count { compactLength(count) } else { unsignedVarint(0) }
        } else {
            int32(Int32(truncatingIfNeeded: count ?? -1))
        }
    }

    private mutating func compactLength(_ length: Int) {
        unsignedVarint(UInt32(truncatingIfNeeded: length &+ 1))
    }

    /// The longest beginning of whole Unicode scalars that takes at most `limit` bytes.
    private static func prefix(of value: String, atMost limit: Int) -> Substring {
        guard value.utf8.count > limit else { return value[...] }
        var end = value.utf8.index(value.utf8.startIndex, offsetBy: limit)
        while end.samePosition(in: value.unicodeScalars) == nil {
            end = value.utf8.index(before: end)
        }
        return value[..<end]
    }
}
