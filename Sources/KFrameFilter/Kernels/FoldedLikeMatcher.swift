/// An ILIKE pattern compiled: matched code point by code point, each in lower case.
///
/// A code point whose lower case is several is its own. There is no regard to languages.
struct FoldedLikeMatcher: Sendable {
    private enum Step {
        static let one: UInt32 = 0xFFFF_FFFF
        static let many: UInt32 = 0xFFFF_FFFE
    }

    private let steps: [UInt32]

    init(_ pattern: LikePattern) {
        steps = pattern.elements.flatMap { element -> [UInt32] in
            switch element {
            case .run(let bytes):
                String(decoding: bytes, as: UTF8.self).unicodeScalars.map { Self.folded($0.value) }
            case .one: [Step.one]
            case .many: [Step.many]
            }
        }
    }

    @inline(__always)
    func withMatch(_ body: ((_ text: UnsafeRawBufferPointer, _ isUTF8: Bool) -> Bool) -> Void) {
        steps.withUnsafeBufferPointer { steps in
            body { text, isUTF8 in Self.matches(text, steps, isUTF8: isUTF8) }
        }
    }

    private static func matches(
        _ text: UnsafeRawBufferPointer, _ steps: UnsafeBufferPointer<UInt32>, isUTF8: Bool
    ) -> Bool {
        WildcardWalk.matches(text, steps, many: Step.many) { step, place in
            let (scalar, next) = scalar(text, at: place, isUTF8: isUTF8)
            return step == Step.one || step == scalar ? next : -1
        } retry: { place in
            scalar(text, at: place, isUTF8: isUTF8).next
        }
    }

    /// The folded code point at `place` and where the next begins. A byte that is no text is beyond all code points.
    private static func scalar(
        _ text: UnsafeRawBufferPointer, at place: Int, isUTF8: Bool
    ) -> (value: UInt32, next: Int) {
        let lead = text[place]
        if lead < 0x80 {
            let isUpper = lead >= UInt8(ascii: "A") && lead <= UInt8(ascii: "Z")
            return (UInt32(isUpper ? lead | 0x20 : lead), place + 1)
        }
        let count = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        guard isUTF8, lead >= 0xC0, place + count <= text.count else { return (0x11_0000 + UInt32(lead), place + 1) }
        var value = UInt32(lead) & (0xFF >> UInt32(count + 1))
        for offset in 1..<count { value = value << 6 | UInt32(text[place + offset] & 0x3F) }
        return (folded(value), place + count)
    }

    private static func folded(_ value: UInt32) -> UInt32 {
        guard let scalar = Unicode.Scalar(value) else { return value }
        if scalar.isASCII {
            let isUpper = scalar >= "A" && scalar <= "Z"
            return isUpper ? value | 0x20 : value
        }
        let mapping = scalar.properties.lowercaseMapping.unicodeScalars
        guard let first = mapping.first, mapping.count == 1 else { return value }
        return first.value
    }
}
