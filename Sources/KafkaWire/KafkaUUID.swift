/// A 128-bit identifier of a topic or a log directory.
package struct KafkaUUID: Sendable, Hashable, CustomStringConvertible {
    /// No identifier.
    package static let zero = KafkaUUID(high: 0, low: 0)

    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads Kafka's text form: 22 digits of URL-safe base64 without padding. Nil for any other text.
    package init?(_ text: String) {
        var bits = (high: UInt64(0), low: UInt64(0))
        let digits = text.utf8
        guard digits.count == 22 else { return nil }
        for (place, digit) in digits.enumerated() {
            guard let value = Self.alphabet.firstIndex(of: digit).map(UInt64.init(_:)) else { return nil }
            // 21 digits of six bits, then two bits and four that must be zero.
            let (width, part) = place < 21 ? (UInt64(6), value) : (2, value >> 4)
            guard place < 21 || value & 0x0f == 0 else { return nil }
            bits = (bits.high << width | bits.low >> (64 - width), bits.low << width | part)
        }
        self.init(high: bits.high, low: bits.low)
    }

    /// Kafka's text form, as tools and `partition.metadata` show it.
    package var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(22)
        for place in 0..<21 {
            let shift = 122 - 6 * place
            text.append(Self.alphabet[Int(truncatingIfNeeded: bits(from: shift) & 0x3f)])
        }
        text.append(Self.alphabet[Int(truncatingIfNeeded: (low & 3) << 4)])
        return String(decoding: text, as: UTF8.self)
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The identifier shifted right by `shift` bits; the lowest 64 bits of that.
    private func bits(from shift: Int) -> UInt64 {
        if shift >= 64 { return high >> (shift - 64) }
        return shift == 0 ? low : low >> shift | high << (64 - shift)
    }
}
