/// Comma-separated values as RFC 4180 has them, written into one buffer of bytes.
///
/// Lines end in CRLF, the last one too. A field is quoted where it holds a comma, a quote, a CR or an LF; a quote
/// inside is doubled. A null is an empty field and an empty text is `""`, so that the two can be told apart.
package struct CSVWriter {
    /// What has been written and not yet taken away by ``removeAll()``.
    package private(set) var bytes: [UInt8] = []
    private var isFirstField = true

    package init() {}

    /// Forgets what was written, and keeps the room for more.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    package mutating func null() {
        separate()
    }

    package mutating func field(_ text: String) {
        var text = text
        text.withUTF8 { field($0) }
    }

    /// A field of UTF-8 text.
    package mutating func field(_ text: UnsafeBufferPointer<UInt8>) {
        separate()
        if !text.isEmpty, !text.contains(where: Self.needsQuotes) {
            bytes.append(contentsOf: text)
            return
        }
        bytes.append(0x22)
        if text.contains(0x22) {
            for byte in text {
                if byte == 0x22 { bytes.append(0x22) }
                bytes.append(byte)
            }
        } else {
            bytes.append(contentsOf: text)
        }
        bytes.append(0x22)
    }

    package mutating func endRow() {
        bytes.append(0x0D)
        bytes.append(0x0A)
        isFirstField = true
    }

    package mutating func row(_ fields: [String?]) {
        for text in fields {
            if let text { field(text) } else { null() }
        }
        endRow()
    }

    private mutating func separate() {
        if !isFirstField { bytes.append(0x2C) }
        isFirstField = false
    }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        byte == 0x2C || byte == 0x22 || byte == 0x0A || byte == 0x0D
    }
}
