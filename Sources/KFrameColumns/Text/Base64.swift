/// Base64 of RFC 4648, section 4, with padding.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    package static func append(_ value: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        bytes.reserveCapacity(bytes.count + (value.count + 2) / 3 * 4)
        var index = 0
        while index < value.count {
            let left = value.count - index
            var group = UInt32(value[index]) << 16
            if left > 1 { group |= UInt32(value[index + 1]) << 8 }
            if left > 2 { group |= UInt32(value[index + 2]) }
            bytes.append(alphabet[Int(group >> 18)])
            bytes.append(alphabet[Int(group >> 12 & 63)])
            bytes.append(left > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
            bytes.append(left > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "="))
            index += 3
        }
    }

    package static func encode(_ value: [UInt8]) -> String {
        var bytes: [UInt8] = []
        value.withUnsafeBytes { append($0, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
