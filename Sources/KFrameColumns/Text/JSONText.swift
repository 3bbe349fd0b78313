/// Writes JSON text, one scalar after the other, to the end of a byte buffer that can be used again and again.
///
/// Strings have the shortest escapes, doubles the fewest digits that read back as the same double. Separators and
/// brackets are the caller's, by ``append(ascii:)``.
package struct JSONText: Sendable {
    /// What has been written.
    package private(set) var bytes: [UInt8]

    package init(capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Empties the text and keeps its memory.
    package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Cuts the text to its first `count` bytes, to take back what was written last.
    package mutating func truncate(to count: Int) { bytes.removeSubrange(min(count, bytes.count)...) }

    package var string: String { String(decoding: bytes, as: UTF8.self) }

    /// Appends one byte as it is (a bracket, a comma).
    package mutating func append(ascii byte: UInt8) { bytes.append(byte) }

    /// Appends text as it is.
    package mutating func append(verbatim text: StaticString) {
        guard text.hasPointerRepresentation else { return }
        bytes.append(contentsOf: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends text as it is (digits, JSON text).
    package mutating func append(verbatim text: UnsafeRawBufferPointer) { bytes.append(contentsOf: text) }

    /// Appends text as it is.
    package mutating func append(verbatim text: String) { bytes.append(contentsOf: text.utf8) }

    package mutating func appendNull() { append(verbatim: "null") }

    package mutating func append(bool value: Bool) { append(verbatim: value ? "true" : "false") }

    package mutating func append(int64 value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        DecimalDigits.append(value.magnitude, to: &bytes)
    }

    /// Appends a JSON string of `value`.
    package mutating func append(string value: String) {
        var value = value
        value.withUTF8 { append(string: UnsafeRawBufferPointer($0)) }
    }

    /// Appends a JSON string of valid UTF-8.
    package mutating func append(string value: UnsafeRawBufferPointer) {
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        while true {
            let next = JSONEscape.next(in: value, from: start)
            if next > start { bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: value[start..<next])) }
            if next == value.count { break }
            JSONEscape.append(value[next], to: &bytes)
            start = next + 1
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends bytes that are no text: `{"base64":"…"}`.
    package mutating func append(bytes value: UnsafeRawBufferPointer) {
        append(verbatim: #"{"base64":""#)
        Base64.append(value, to: &bytes)
        append(verbatim: #""}"#)
    }

    /// Appends bytes: a JSON string where they are UTF-8, else ``append(bytes:)``.
    package mutating func append(stringOrBytes value: UnsafeRawBufferPointer) {
        if UTF8Text.isValid(value) { append(string: value) } else { append(bytes: value) }
    }

    /// Appends a JSON string of a time in RFC 3339, UTC; `value` counts `unit`s since 1970.
    package mutating func append(time value: Int64, _ unit: TimeUnit) {
        bytes.append(UInt8(ascii: "\""))
        RFC3339.append(value, unit, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends a time in RFC 3339, UTC, without quotes; `value` counts `unit`s since 1970.
    mutating func append(timeText value: Int64, _ unit: TimeUnit) { RFC3339.append(value, unit, to: &bytes) }

    /// Appends a number; what is not finite, which JSON cannot say, becomes null.
    package mutating func append(double value: Double) {
        if value.isFinite { ShortestDouble.append(value, to: &bytes) } else { appendNull() }
    }
}
