#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A byte search that tells of most values, before they are parsed, that a filter cannot be true of them.
///
/// It never says no to a value that the filter is true of, nor to one that is not shaped like a JSON object, so
/// that such are still parsed and counted as undecodable. A value with a backslash always passes, for JSON can spell
/// any character as an escape. (A broken value inside braces, without the needle and without a backslash, counts as
/// filtered: whatever it was meant to be, it does not hold what the filter asks for.)
///
/// For values of kind JSON only. A null value (a tombstone) has no field, and no filter with a prefilter is true of
/// it.
package final class RawPrefilter: @unchecked Sendable {
    private struct Needle {
        let start: Int
        let finder: ByteNeedle
    }

    /// Immutable after `init`, hence `Sendable`; raw, so that a call touches no reference count.
    private let bytes: UnsafeMutablePointer<UInt8>
    private let needles: UnsafeMutablePointer<Needle>
    private let needleCount: Int
    /// For several needles that begin with a quote; then the rest is unused.
    private let strings: StringNeedles?

    /// Nil where nothing can be searched for: the filter can be true of a value without any particular bytes.
    package init?(_ expression: FilterExpression) {
        guard let clause = NeedleClause.strongest(expression.condition.normalized) else { return nil }
        let text = clause.needles.flatMap { $0 }
        needleCount = clause.needles.count
        strings = needleCount > 2 ? StringNeedles(clause.needles) : nil
        bytes = .allocate(capacity: max(1, text.count))
        bytes.initialize(from: text, count: text.count)
        needles = .allocate(capacity: max(1, needleCount))
        var start = 0
        for (index, needle) in clause.needles.enumerated() {
            (needles + index).initialize(to: Needle(start: start, finder: ByteNeedle(needle)))
            start += needle.count
        }
    }

    deinit {
        bytes.deallocate()
        needles.deallocate()
    }

    /// Whether the filter may be true of this value, or it has to be parsed for another reason.
    package func mayMatch(_ value: UnsafeRawBufferPointer) -> Bool {
        guard let base = value.baseAddress, Self.isShapedLikeObject(value) else { return true }
        if let strings {
            if strings.isAny(in: base, value.count) { return true }
        } else {
            for index in 0..<needleCount {
                let needle = needles[index]
                if needle.finder.find(bytes + needle.start, in: base, value.count) >= 0 { return true }
            }
        }
        return memchr(base, Int32(UInt8(ascii: "\\")), value.count) != nil
    }

    /// Whether the value begins and ends as a JSON object does: after a byte-order mark and blanks, or right after
    /// Confluent framing (a zero byte and four of a schema's number), a brace; and one before the last blanks.
    private static func isShapedLikeObject(_ value: UnsafeRawBufferPointer) -> Bool {
        var start = 0
        var end = value.count
        if end >= 6, value[0] == 0 {
            start = 5
        } else {
            if end >= 3, value[0] == 0xEF, value[1] == 0xBB, value[2] == 0xBF { start = 3 }
            while start < end, isBlank(value[start]) { start += 1 }
        }
        while end > start, isBlank(value[end - 1]) { end -= 1 }
        return end - start >= 2 && value[start] == UInt8(ascii: "{") && value[end - 1] == UInt8(ascii: "}")
    }

    @inline(__always)
    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }
}
