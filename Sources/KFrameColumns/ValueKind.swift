import CRowKernels

/// What one value of an event is, as its own JSON said, whatever the other rows of its column are.
package enum ValueKind: UInt8, CaseIterable, Sendable {
    /// The row has no such field.
    case absent = 0
    /// JSON `null`.
    case null = 1
    /// `true` or `false`; the payload is 1 or 0.
    case bool = 2
    /// An integer that fits; the payload is its bit pattern.
    case int64 = 3
    /// A finite number with a fraction or an exponent, and -0; the payload is its bit pattern.
    case double = 4
    /// Text, unescaped, valid UTF-8; the payload is a ``TextRange``.
    case string = 5
    /// A number that neither Int64 nor Double can hold; the payload is the ``TextRange`` of its digits as written.
    case digits = 6
    /// An array of scalars; the payload is a ``TextRange`` that counts values in ``VariantColumn/elements``.
    case list = 7
    /// Any other array, and an empty object; the payload is the ``TextRange`` of its compact JSON text.
    case json = 8
    /// Bytes that need not be UTF-8 (Kafka keys, raw values); the payload is a ``TextRange``.
    case bytes = 9
}

/// A start and a count in a column's text (or elements), packed in a value's payload.
package struct TextRange: Equatable, Sendable {
    package var start: UInt32
    package var count: UInt32

    @inlinable
    package init(start: UInt32, count: UInt32) {
        self.start = start
        self.count = count
    }

    @inlinable
    package init(payload: UInt64) {
        start = UInt32(truncatingIfNeeded: payload >> 32)
        count = UInt32(truncatingIfNeeded: payload)
    }

    @inlinable
    package var payload: UInt64 { UInt64(start) << 32 | UInt64(count) }
}

/// The set of kinds that occur in a column.
package struct ValueKindSet: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16

    @inlinable
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    @inlinable
    package init(_ kind: ValueKind) { rawValue = 1 << UInt16(kind.rawValue) }

    @inlinable
    package func contains(_ kind: ValueKind) -> Bool { rawValue & (1 << UInt16(kind.rawValue)) != 0 }

    /// The kinds among the first `count` of `kinds`.
    package init(occurringIn kinds: UnsafePointer<UInt8>, count: Int) {
        rawValue = UInt16(truncatingIfNeeded: crowkernels_kinds(kinds, count))
    }
}
