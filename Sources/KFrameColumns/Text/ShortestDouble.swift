/// Finite doubles as JSON numbers, with the fewest digits that read back as the same double: `1.0`, `0.1`, `1e300`.
enum ShortestDouble {
    static func append(_ value: Double, to bytes: inout [UInt8]) {
        if !appendFixed(value, to: &bytes) { appendGeneral(value, to: &bytes) }
    }

    /// Numbers of few digits, as most are, without a heap allocation.
    ///
    /// If m < 10^15 and m / 10^k, rounded once, is the value, then the decimal m·10^-k reads back as the value; no other
    /// decimal of at most 15 digits does, so the smallest such k gives the shortest one.
    static func appendFixed(_ value: Double, to bytes: inout [UInt8]) -> Bool {
        let magnitude = value.magnitude
        guard magnitude < 1e15, magnitude >= 1e-3 || magnitude == 0 else { return false }
        var scale = 1.0
        var places = 0
        while places <= 8 {
            // A number that has not eight places or fewer has not three either: most of those that long are seen here.
            if places == 3, magnitude < 1e7 {
                let scaled = magnitude * 1e8
                if Double(Int64(scaled + 0.5)) / 1e8 != magnitude { return false }
            }
            let scaled = magnitude * scale
            if scaled >= 1e15 { return false }
            // Below 10^15 a half can be added and the rest cut off exactly enough.
            let rounded = Int64(scaled + 0.5)
            if Double(rounded) / scale == magnitude {
                append(UInt64(rounded), places: places, isNegative: value.sign == .minus, to: &bytes)
                return true
            }
            scale *= 10
            places += 1
        }
        return false
    }

    /// Appends `digits` (below 10^16) with a point before the last `places` (8 at most) of them, or `.0` where there are
    /// none.
    private static func append(_ digits: UInt64, places: Int, isNegative: Bool, to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 1) { text in
            var rest = places == 0 ? digits * 10 : digits
            var first = 32
            func put(_ byte: UInt8) {
                first -= 1
                text[first] = byte
            }
            func putDigit() {
                put(0x30 + UInt8(truncatingIfNeeded: rest % 10))
                rest /= 10
            }
            for _ in 0..<max(places, 1) { putDigit() }
            put(UInt8(ascii: "."))
            repeat { putDigit() } while rest > 0
            if isNegative { put(UInt8(ascii: "-")) }
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[first...]))
        }
    }

    /// Any number: the standard library's shortest digits, with the exponent as JSON writers have it (`e300`, `e-7`).
    static func appendGeneral(_ value: Double, to bytes: inout [UInt8]) {
        var text = value.description
        text.withUTF8 { digits in
            guard let mark = digits.firstIndex(of: UInt8(ascii: "e")) else {
                bytes.append(contentsOf: digits)
                return
            }
            bytes.append(contentsOf: digits[...mark])
            var rest = digits[(mark + 1)...]
            if rest.first == UInt8(ascii: "-") { bytes.append(UInt8(ascii: "-")) }
            rest = rest.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "0") }
            bytes.append(contentsOf: rest)
        }
    }
}
