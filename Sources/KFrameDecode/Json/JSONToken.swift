import CSimdJSON

/// Tokens of a ``JSONIndex``, read where they stand. What is odd is refused: the tape and ``ExactJSONParser`` decide of it.
enum JSONToken {
    /// A number, or what is refused.
    enum Number {
        case integer(Int64)
        case double(UInt64)
        case refused
    }

    /// The place of the closing quote of the string that opens at `start`, where the next token is at `next`; -1 where
    /// something else stands between.
    @inline(__always)
    static func closingQuote(_ text: UnsafePointer<UInt8>, _ start: Int, next: Int) -> Int {
        var end = next &- 1
        while text[end] != UInt8(ascii: "\"") {
            guard end > start, JSONCharacter.isWhitespace(text[end]) else { return -1 }
            end &-= 1
        }
        return end > start ? end : -1
    }

    /// Whether only white space stands from `end` to the next token.
    @inline(__always)
    static func isBlank(_ text: UnsafePointer<UInt8>, from end: Int, to next: Int) -> Bool {
        var end = end
        while end < next {
            guard JSONCharacter.isWhitespace(text[end]) else { return false }
            end &+= 1
        }
        return end == next
    }

    /// Whether the four bytes at `start` are those of `word`, and nothing but white space follows up to the next token.
    @inline(__always)
    static func isLiteral(_ text: UnsafePointer<UInt8>, _ start: Int, _ word: StaticString, next: Int) -> Bool {
        let count = word.utf8CodeUnitCount
        for index in 0..<count where text[start &+ index] != word.utf8Start[index] { return false }
        return isBlank(text, from: start &+ count, to: next)
    }

    /// Whether a backslash is among the `count` bytes at `text`; up to seven more are read.
    @inline(__always)
    static func hasBackslash(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let raw = UnsafeRawPointer(text)
        var offset = 0
        while offset < count {
            var word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian ^ (ones &* 0x5C)
            if count &- offset < 8 { word |= UInt64.max << UInt64(8 &* (count &- offset)) }
            if (word &- ones) & ~word & (ones << 7) != 0 { return true }
            offset &+= 8
        }
        return false
    }

    /// The number at `start`, where the next token is at `next`. Refused are, beside what is none: `-0`, integers of more
    /// than 18 digits, and what a double would round to 0 or cannot hold.
    @inline(__always)
    static func number(_ text: UnsafePointer<UInt8>, _ start: Int, next: Int) -> Number {
        let isNegative = text[start] == UInt8(ascii: "-")
        let first = start &+ (isNegative ? 1 : 0)
        var place = first
        var digits: UInt64 = 0
        readDigits(text, &place, &digits)
        let integerCount = place &- first
        guard integerCount > 0, integerCount == 1 || text[first] != 0x30 else { return .refused }
        if text[place] == UInt8(ascii: ".") || text[place] | 0x20 == UInt8(ascii: "e") {
            return double(text, start, first: first, integerEnd: place, digits, next: next)
        }
        guard integerCount <= 18, !isNegative || digits != 0, isBlank(text, from: place, to: next) else {
            return .refused
        }
        let value = Int64(truncatingIfNeeded: digits)
        return .integer(isNegative ? 0 &- value : value)
    }

    /// Moves over the digits at `place` and puts them behind those of `digits`. Eight at a time: their count is no loop's.
    @inline(__always)
    private static func readDigits(_ text: UnsafePointer<UInt8>, _ place: inout Int, _ digits: inout UInt64) {
        while true {
            let word = UnsafeRawPointer(text + place).loadUnaligned(as: UInt64.self).littleEndian
            // Digits become 0 to 9; the top bit of a byte is set where it is none, and perhaps of bytes behind that.
            var values = word ^ 0x3030_3030_3030_3030
            let others = (values | (values &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080
            let count = others.trailingZeroBitCount >> 3
            if count == 0 { return }
            // Zeros in front of them, which is below; then pairs, fours and all eight as one number.
            values <<= UInt64(64 &- 8 &* count)
            values = (values &* 10 &+ (values >> 8)) & 0x00FF_00FF_00FF_00FF
            values = (values &* 100 &+ (values >> 16)) & 0x0000_FFFF_0000_FFFF
            values = (values &* 10_000 &+ (values >> 32)) & 0xFFFF_FFFF
            digits = digits &* power(count) &+ values
            place &+= count
            if count < 8 { return }
        }
    }

    /// 10 to the power of `count`, 1 to 8.
    @inline(__always)
    private static func power(_ count: Int) -> UInt64 {
        UInt64(csimdjson_power_of_ten(count))
    }

    private static func double(
        _ text: UnsafePointer<UInt8>, _ start: Int, first: Int, integerEnd: Int, _ integer: UInt64, next: Int
    ) -> Number {
        var place = integerEnd
        var digits = integer
        var digitCount = integerEnd &- first
        var exponent = 0
        if text[place] == UInt8(ascii: ".") {
            place &+= 1
            let fraction = place
            readDigits(text, &place, &digits)
            guard place > fraction else { return .refused }
            digitCount &+= place &- fraction
            exponent = fraction &- place
        }
        if text[place] | 0x20 == UInt8(ascii: "e") {
            place &+= 1
            let isNegative = text[place] == UInt8(ascii: "-")
            if isNegative || text[place] == UInt8(ascii: "+") { place &+= 1 }
            let written = place
            var value = 0
            while JSONCharacter.isDigit(text[place]) {
                value = value &* 10 &+ Int(text[place] &- 0x30)
                place &+= 1
            }
            guard place > written, place &- written <= 4 else { return .refused }
            exponent &+= isNegative ? 0 &- value : value
        }
        guard isBlank(text, from: place, to: next) else { return .refused }
        // Both the digits and the power of ten are doubles, so that one rounding gives the nearest.
        if digitCount <= 18, digits <= 1 << 53, exponent >= -22, exponent <= 22 {
            let power = csimdjson_power_of_ten(exponent < 0 ? 0 &- exponent : exponent)
            let value = exponent < 0 ? Double(digits) / power : Double(digits) * power
            return .double((text[start] == UInt8(ascii: "-") ? -value : value).bitPattern)
        }
        // simdjson's function loses count of more digits than 64 bits hold where zeros stand before them.
        if text[first] == 0x30, digitCount > 19 {
            let zeros = (first + 2..<place).first { text[$0] != 0x30 }.map { $0 - first - 1 } ?? digitCount
            guard digitCount - zeros <= 19 else { return .refused }
        }
        var value = 0.0
        guard csimdjson_parse_double(text + start, &value) == 0, value != 0, value.isFinite else { return .refused }
        return .double(value.bitPattern)
    }

    /// Where the number at `start` ends, if it is spelled as kframe spells numbers in JSON text (``JSONText``): an integer of at
    /// most 18 digits, or one with a point, of at most 15 digits, 8 of them behind it, and no zero at its end that could
    /// be left out. -1 where it may be spelled otherwise, or is none; `-0` is left to others, too.
    ///
    /// Two decimals of at most 15 digits are never the same double, so that the fewest digits of such a number are its own.
    @inline(__always)
    static func shortestNumberEnd(_ text: UnsafePointer<UInt8>, _ start: Int, next: Int) -> Int {
        let isNegative = text[start] == UInt8(ascii: "-")
        let first = start &+ (isNegative ? 1 : 0)
        var place = first
        while JSONCharacter.isDigit(text[place]) { place &+= 1 }
        let integerCount = place &- first
        let startsWithZero = text[first] == UInt8(ascii: "0")
        guard integerCount > 0, integerCount == 1 || !startsWithZero else { return -1 }
        if text[place] == UInt8(ascii: ".") {
            let fraction = place &+ 1
            place = fraction
            while JSONCharacter.isDigit(text[place]) { place &+= 1 }
            let count = place &- fraction
            guard count > 0, count <= 8, integerCount &+ count <= 15 else { return -1 }
            if count > 1 {
                if text[place &- 1] == UInt8(ascii: "0") { return -1 }
                // Below a thousandth there is an exponent.
                if startsWithZero, text[fraction] == 0x30, text[fraction &+ 1] == 0x30,
                    count == 2 || text[fraction &+ 2] == 0x30
                {
                    return -1
                }
            }
        } else if integerCount > 18 || isNegative && startsWithZero {
            return -1
        }
        return isBlank(text, from: place, to: next) ? place : -1
    }

    /// Writes what the `count` bytes at `text`, the inside of a string, stand for to `target`, which has room for as many.
    ///
    /// - Returns: how many bytes were written; -1 where an escape is wrong, or half a pair of surrogates.
    static func unescape(_ text: UnsafePointer<UInt8>, _ count: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        var place = 0
        var written = 0
        while place < count {
            // Eight bytes at a time, of which those before the first backslash count: what is written is never longer.
            while count &- place >= 8 {
                let word = UnsafeRawPointer(text + place).loadUnaligned(as: UInt64.self)
                UnsafeMutableRawPointer(target + written).storeBytes(of: word, as: UInt64.self)
                let plain = firstBackslash(word.littleEndian)
                place &+= plain
                written &+= plain
                if plain < 8 { break }
            }
            if place == count { break }
            let byte = text[place]
            if byte != UInt8(ascii: "\\") {
                target[written] = byte
                written &+= 1
                place &+= 1
                continue
            }
            // A closed string has a byte behind each backslash.
            guard count - place >= 2 else { return -1 }
            let escape = text[place + 1]
            if escape == UInt8(ascii: "u") {
                guard let (code, length) = codePoint(text + place, count - place) else { return -1 }
                written += write(code, to: target + written)
                place += length
                continue
            }
            guard let plain = plain(escape) else { return -1 }
            target[written] = plain
            written += 1
            place += 2
        }
        return written
    }

    /// How many of a word's eight bytes come before the first backslash.
    @inline(__always)
    private static func firstBackslash(_ word: UInt64) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let difference = word ^ (ones &* 0x5C)
        return ((difference &- ones) & ~difference & (ones << 7)).trailingZeroBitCount >> 3
    }

    private static func plain(_ escape: UInt8) -> UInt8? {
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): escape
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// The code point of one or two `\uXXXX` at `text`, and how many bytes they take.
    private static func codePoint(_ text: UnsafePointer<UInt8>, _ count: Int) -> (UInt32, Int)? {
        guard let unit = unit(text, count) else { return nil }
        guard 0xD800...0xDFFF ~= unit else { return (unit, 6) }
        guard unit < 0xDC00, let low = self.unit(text + 6, count - 6), 0xDC00...0xDFFF ~= low else { return nil }
        return (0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00), 12)
    }

    private static func unit(_ text: UnsafePointer<UInt8>, _ count: Int) -> UInt32? {
        guard count >= 6, text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "u") else { return nil }
        var unit: UInt32 = 0
        for index in 2..<6 {
            guard let digit = JSONCharacter.hexDigit(text[index]) else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// UTF-8 of a code point, which is never longer than its escape.
    private static func write(_ code: UInt32, to target: UnsafeMutablePointer<UInt8>) -> Int {
        func continuation(_ shift: UInt32) -> UInt8 { UInt8(0x80 | (code >> shift) & 0x3F) }
        switch code {
        case ..<0x80:
            target[0] = UInt8(code)
            return 1
        case ..<0x800:
            target[0] = UInt8(0xC0 | code >> 6)
            target[1] = continuation(0)
            return 2
        case ..<0x10000:
            target[0] = UInt8(0xE0 | code >> 12)
            target[1] = continuation(6)
            target[2] = continuation(0)
            return 3
        default:
            target[0] = UInt8(0xF0 | code >> 18)
            target[1] = continuation(12)
            target[2] = continuation(6)
            target[3] = continuation(0)
            return 4
        }
    }
}
