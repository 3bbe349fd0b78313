#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Makes a ``VariantColumn`` value by value: for Kafka's own columns, tests, and wherever it is not hot.
///
/// A class because builders are kept in collections and `elements` nests. Not `Sendable`: one task fills it.
package final class VariantColumnBuilder {
    package let name: String
    package let meaning: VariantColumn.Meaning
    /// The values appended so far.
    package var rowCount: Int { kinds.count }

    private var kinds: [UInt8] = []
    private var payloads: [UInt64] = []
    private var text: [UInt8] = []
    private var kindSet: ValueKindSet = []
    private var elementBuilder: VariantColumnBuilder?
    /// The elements that lists have taken.
    private var takenElements = 0
    /// The first row whose text or elements cannot be addressed by a ``TextRange``.
    private var overflowRow: Int?
    private let textLimit: Int

    /// - Parameter textLimit: the most bytes of text (and list elements) a column may hold; at most `UInt32.max`.
    package init(_ name: String, meaning: VariantColumn.Meaning = .event, textLimit: Int = Int(UInt32.max)) {
        self.name = name
        self.meaning = meaning
        self.textLimit = textLimit
    }

    package func reserveCapacity(rows: Int, textBytes: Int = 0) {
        kinds.reserveCapacity(rows)
        payloads.reserveCapacity(rows)
        text.reserveCapacity(textBytes)
    }

    package func appendAbsent() { append(.absent, 0) }

    /// Appends `count` absent rows.
    package func appendAbsent(count: Int) {
        guard count > 0 else { return }
        kinds.append(contentsOf: repeatElement(ValueKind.absent.rawValue, count: count))
        payloads.append(contentsOf: repeatElement(0, count: count))
        kindSet.insert(ValueKindSet(.absent))
    }

    package func appendNull() { append(.null, 0) }
    package func append(bool value: Bool) { append(.bool, value ? 1 : 0) }
    package func append(int64 value: Int64) { append(.int64, UInt64(bitPattern: value)) }
    /// `value` must be finite.
    package func append(double value: Double) { append(.double, value.bitPattern) }
    package func append(string value: String) { append(.string, text: value) }
    package func append(digits value: String) { append(.digits, text: value) }
    package func append(json value: String) { append(.json, text: value) }
    package func append(bytes value: [UInt8]) { value.withUnsafeBytes { append(.bytes, text: $0) } }

    /// Appends text of kind string; the caller vouches that it is valid UTF-8.
    package func append(utf8 value: UnsafeRawBufferPointer) { append(.string, text: value) }

    /// Appends bytes: kind string where they are valid UTF-8, else bytes (what a column of meaning `.bytes` holds).
    package func append(stringOrBytes value: UnsafeRawBufferPointer) {
        append(UTF8Text.isValid(value) ? .string : .bytes, text: value)
    }

    /// Appends a list of scalars.
    package func append(list values: [VariantValue]) {
        for value in values { elements.append(value) }
        appendList(count: values.count)
    }

    package func append(_ value: VariantValue) {
        switch value {
        case .absent: appendAbsent()
        case .null: appendNull()
        case .bool(let value): append(bool: value)
        case .int64(let value): append(int64: value)
        case .double(let value): append(double: value)
        case .string(let value): append(string: value)
        case .digits(let value): append(digits: value)
        case .list(let values): append(list: values)
        case .json(let value): append(json: value)
        case .bytes(let value): append(bytes: value)
        }
    }

    /// The builder of list elements: append values there, then call ``appendList(count:)``.
    package var elements: VariantColumnBuilder {
        if let elementBuilder { return elementBuilder }
        let builder = VariantColumnBuilder(name, textLimit: textLimit)
        elementBuilder = builder
        return builder
    }

    /// Appends a list of the last `count` values put in ``elements``, which no list has taken yet.
    package func appendList(count: Int) {
        let end = elementBuilder?.rowCount ?? 0
        if end > textLimit, overflowRow == nil { overflowRow = rowCount }
        let range = TextRange(
            start: UInt32(truncatingIfNeeded: takenElements), count: UInt32(truncatingIfNeeded: count))
        takenElements = end
        append(.list, range.payload)
    }

    /// The column of all values appended; the builder is empty afterwards and can be used again.
    ///
    /// - Throws: ``ColumnError`` where the text exceeds what a ``TextRange`` can address.
    package func finish() throws(ColumnError) -> VariantColumn {
        defer { removeAll() }
        if let overflowRow { throw ColumnError(.tooLong(limit: textLimit), column: name, row: overflowRow) }
        return VariantColumn(
            adopting: name, meaning: meaning, rowCount: rowCount, kinds: Self.copy(kinds),
            payloads: Self.copy(payloads), text: Self.copy(text).map { UnsafeMutableRawPointer($0) },
            textCount: text.count, elements: try elementBuilder?.finish(), kindSet: kindSet)
    }

    private func removeAll() {
        kinds.removeAll(keepingCapacity: true)
        payloads.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
        kindSet = []
        elementBuilder?.removeAll()
        takenElements = 0
        overflowRow = nil
    }

    private func append(_ kind: ValueKind, _ payload: UInt64) {
        kinds.append(kind.rawValue)
        payloads.append(payload)
        kindSet.insert(ValueKindSet(kind))
    }

    private func append(_ kind: ValueKind, text value: String) {
        var value = value
        value.withUTF8 { append(kind, text: UnsafeRawBufferPointer($0)) }
    }

    private func append(_ kind: ValueKind, text value: UnsafeRawBufferPointer) {
        if value.count > textLimit - text.count {
            if overflowRow == nil { overflowRow = rowCount }
            append(kind, 0)
            return
        }
        let range = TextRange(start: UInt32(text.count), count: UInt32(value.count))
        text.append(contentsOf: value)
        append(kind, range.payload)
    }

    private static func copy<T: BitwiseCopyable>(_ values: [T]) -> UnsafeMutablePointer<T>? {
        values.withUnsafeBytes { MallocBlock.copy(of: $0) }?.assumingMemoryBound(to: T.self)
    }
}
