/// Bytes of JSON text, written one after the other into storage that is used again for the next event.
struct JSONBuffer {
    private(set) var bytes: [UInt8] = []

    private static let hexDigits: [UInt8] = Array("0123456789abcdef".utf8)

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// The bytes in storage of their own and of just their size. (An array made of this array would share the
    /// storage that the next event is written into, and make that write copy all of it.)
    func copy() -> [UInt8] {
        bytes.withUnsafeBufferPointer { Array($0) }
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    mutating func removeLast(_ count: Int = 1) {
        bytes.removeLast(min(count, bytes.count))
    }

    /// Appends `text` as it stands: JSON punctuation, or a string that needs no escapes.
    mutating func text(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func raw(_ other: [UInt8]) {
        bytes.append(contentsOf: other)
    }

    mutating func byte(_ byte: UInt8) {
        bytes.append(byte)
    }

    mutating func insertFirst(_ prefix: [UInt8]) {
        bytes.insert(contentsOf: prefix, at: 0)
    }

    /// A number that is not negative, in decimal, with leading zeros up to `width`.
    mutating func number(_ number: Int, width: Int = 1) {
        var power = 1
        var digits = 1
        while digits < width || number / power >= 10 {
            power *= 10
            digits += 1
        }
        var rest = number
        while power > 0 {
            bytes.append(0x30 &+ UInt8(truncatingIfNeeded: rest / power))
            rest %= power
            power /= 10
        }
    }

    /// An amount of cents as a number with at most two decimals, the way a browser writes it: 5, 5.4, 5.45.
    mutating func amount(cents: Int) {
        number(cents / 100)
        let rest = cents % 100
        guard rest > 0 else { return }
        byte(0x2E)
        if rest % 10 == 0 { number(rest / 10) } else { number(rest, width: 2) }
    }

    /// The lowest `digits` hexadecimal digits of `number`.
    mutating func hex(_ number: UInt64, digits: Int) {
        for digit in stride(from: digits - 1, through: 0, by: -1) {
            bytes.append(Self.hexDigits[Int(truncatingIfNeeded: (number >> UInt64(4 * digit)) & 15)])
        }
    }

    /// A UUID of version 4 made of two random words.
    mutating func uuid(_ high: UInt64, _ low: UInt64) {
        hex(high >> 32, digits: 8)
        byte(0x2D)
        hex(high >> 16, digits: 4)
        text("-4")
        hex(high, digits: 3)
        byte(0x2D)
        hex(0x8000 | (low >> 48) & 0x3FFF, digits: 4)
        byte(0x2D)
        hex(low, digits: 12)
    }

    /// A time of the generated day, the day before it or the day after it, as RFC 3339 with milliseconds, in UTC.
    mutating func time(_ milliseconds: Int64) {
        let sinceEve = Int(milliseconds - Clickstream.dayStart) + 86_400_000
        text("2022-09-")
        number(21 + sinceEve / 86_400_000, width: 2)
        let inDay = sinceEve % 86_400_000
        byte(0x54)
        number(inDay / 3_600_000, width: 2)
        byte(0x3A)
        number(inDay / 60_000 % 60, width: 2)
        byte(0x3A)
        number(inDay / 1_000 % 60, width: 2)
        byte(0x2E)
        number(inDay % 1_000, width: 3)
        byte(0x5A)
    }
}
