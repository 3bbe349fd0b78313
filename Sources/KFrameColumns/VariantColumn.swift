#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The values of one path in one batch of rows, each with its own kind: what a decoder makes, what a filter
/// looks at, and what becomes an Arrow ``Column`` once the types of all rows are known.
///
/// Shape: `rowCount` kinds and as many payloads; texts lie end to end, in row order, in `text`. The memory is raw
/// and owned by the column, so that a decoder fills it and a kernel scans it without a reference count or a
/// bounds check a value. It is immutable once made, hence `Sendable`.
package final class VariantColumn: @unchecked Sendable {
    /// What the values mean beyond their kinds.
    package enum Meaning: Hashable, Sendable {
        /// A field of the event (or `_value`, `_error`): what the kinds say.
        case event
        /// `_partition`: kind int64, to be an Arrow int32.
        case int32
        /// `_offset`: kind int64.
        case int64
        /// `_timestamp`: kind int64, milliseconds since 1970 UTC; null where the record has none.
        case timestampMilliseconds
        /// `_tombstone`.
        case bool
        /// `_key`, `_raw`, and `_value` of bytes: kind string where the bytes are UTF-8, else bytes; null.
        case bytes
        /// `_headers`: kind list; the elements are name (string), value (string, bytes or null), by turns.
        case headers
    }

    /// The column's name as a user sees and writes it (`context.page.url`, `_offset`).
    package let name: String
    package let meaning: Meaning
    package let rowCount: Int
    /// `rowCount` raw values of ``ValueKind``.
    package let kinds: UnsafeBufferPointer<UInt8>
    /// `rowCount` payloads; for absent and null rows undefined.
    package let payloads: UnsafeBufferPointer<UInt64>
    /// The bytes of strings, digits, JSON texts and bytes.
    package let text: UnsafeRawBufferPointer
    /// The values of lists, end to end in row order, and nothing else; never absent, never lists.
    package let elements: VariantColumn?
    /// The kinds that occur (absent included).
    package let kindSet: ValueKindSet

    /// Takes ownership of memory that `malloc` gave: the three blocks are freed with the column.
    ///
    /// The caller vouches that each kind is one of ``ValueKind``'s, that every text range lies in
    /// `text[0..<textCount]` and every list range in `elements`. A pointer may be nil where its count is 0.
    package init(
        adopting name: String,
        meaning: Meaning = .event,
        rowCount: Int,
        kinds: UnsafeMutablePointer<UInt8>?,
        payloads: UnsafeMutablePointer<UInt64>?,
        text: UnsafeMutableRawPointer?,
        textCount: Int,
        elements: VariantColumn?,
        kindSet: ValueKindSet
    ) {
        self.name = name
        self.meaning = meaning
        self.rowCount = rowCount
        self.kinds = UnsafeBufferPointer(start: kinds, count: rowCount)
        self.payloads = UnsafeBufferPointer(start: payloads, count: rowCount)
        self.text = UnsafeRawBufferPointer(start: text, count: textCount)
        self.elements = elements
        self.kindSet = kindSet
    }

    deinit {
        free(UnsafeMutableRawPointer(mutating: kinds.baseAddress))
        free(UnsafeMutableRawPointer(mutating: payloads.baseAddress))
        free(UnsafeMutableRawPointer(mutating: text.baseAddress))
    }

    /// The kind of row `row`, which must be in `0..<rowCount`.
    @inlinable
    package func kind(_ row: Int) -> ValueKind { ValueKind(rawValue: kinds[row]) ?? .absent }

    /// The bytes of row `row`, whose kind must be one with a text.
    @inlinable
    package func bytes(_ row: Int) -> UnsafeRawBufferPointer {
        let range = TextRange(payload: payloads[row])
        return UnsafeRawBufferPointer(rebasing: text[Int(range.start)..<Int(range.start) + Int(range.count)])
    }
}

/// Rows of one partition in offset order, each column as long as the batch.
package struct VariantBatch: Sendable {
    package let rowCount: Int
    /// Kframe's own columns first, then the event's in order of first appearance.
    package let columns: [VariantColumn]

    package init(rowCount: Int, columns: [VariantColumn]) {
        self.rowCount = rowCount
        self.columns = columns
    }
}
