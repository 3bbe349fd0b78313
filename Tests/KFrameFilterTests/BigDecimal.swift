import KFrameFilter

/// A decimal number written out in full, for comparing without any rounding: plainly right.
struct BigDecimal {
    private let isNegative: Bool
    /// Without leading zeros.
    private let integer: [UInt8]
    /// Without trailing zeros.
    private let fraction: [UInt8]

    /// `text` is a decimal number with an exponent of at most a thousand or so.
    init(_ text: String) {
        var body = Array(text.lowercased().utf8)
        var exponent = 0
        if let mark = body.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(String(decoding: body[(mark + 1)...], as: UTF8.self)) ?? 0
            body.removeSubrange(mark...)
        }
        isNegative = body.first == UInt8(ascii: "-")
        if let sign = body.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { body.removeFirst() }
        let point = body.firstIndex(of: UInt8(ascii: ".")) ?? body.count
        var integer = Array(body[..<point])
        var fraction = Array(body[min(point + 1, body.count)...])
        while exponent > 0 {
            integer.append(fraction.isEmpty ? 0x30 : fraction.removeFirst())
            exponent -= 1
        }
        while exponent < 0 {
            fraction.insert(integer.popLast() ?? 0x30, at: 0)
            exponent += 1
        }
        while integer.first == 0x30 { integer.removeFirst() }
        while fraction.last == 0x30 { fraction.removeLast() }
        self.integer = integer
        self.fraction = fraction
    }

    /// As `init`, but made once for the literals that tests use all the time.
    static func of(_ text: String) -> BigDecimal { known[text] ?? BigDecimal(text) }

    private static let known: [String: BigDecimal] = {
        let texts = Set(KernelGridTests.literals.filter { $0.kind == .number }.map(\.description))
        return Dictionary(uniqueKeysWithValues: texts.map { ($0, BigDecimal($0)) })
    }()

    func order(_ other: BigDecimal) -> Int {
        if sign != other.sign { return sign < other.sign ? -1 : 1 }
        if integer.count != other.integer.count { return integer.count < other.integer.count ? -sign : sign }
        if integer != other.integer { return integer.lexicographicallyPrecedes(other.integer) ? -sign : sign }
        if fraction == other.fraction { return 0 }
        return fraction.lexicographicallyPrecedes(other.fraction) ? -sign : sign
    }

    private var sign: Int { integer.isEmpty && fraction.isEmpty ? 0 : isNegative ? -1 : 1 }
}
