#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension VariantColumn {
    /// A column of integers, none of them null (`_offset`, `_partition`).
    package convenience init(_ name: String, meaning: Meaning, int64s values: [Int64]) {
        self.init(
            adopting: name, meaning: meaning, rowCount: values.count,
            kinds: Self.kinds(.int64, count: values.count),
            payloads: values.withUnsafeBytes { MallocBlock.copy(of: $0) }?.assumingMemoryBound(to: UInt64.self),
            text: nil, textCount: 0, elements: nil, kindSet: values.isEmpty ? [] : ValueKindSet(.int64))
    }

    /// A column of integers that is null where a value is `nullValue` (`_timestamp` with -1).
    package convenience init(_ name: String, meaning: Meaning, int64s values: [Int64], nullWhere nullValue: Int64) {
        let kinds = Self.kinds(.int64, count: values.count)
        var kindSet: ValueKindSet = []
        if let kinds {
            for (row, value) in values.enumerated() {
                let kind: ValueKind = value == nullValue ? .null : .int64
                kinds[row] = kind.rawValue
                kindSet.insert(ValueKindSet(kind))
            }
        }
        self.init(
            adopting: name, meaning: meaning, rowCount: values.count, kinds: kinds,
            payloads: values.withUnsafeBytes { MallocBlock.copy(of: $0) }?.assumingMemoryBound(to: UInt64.self),
            text: nil, textCount: 0, elements: nil, kindSet: kindSet)
    }

    /// A column that is `value` in each of `rowCount` rows (`_partition`).
    package convenience init(_ name: String, meaning: Meaning, repeating value: Int64, rowCount: Int) {
        self.init(name, meaning: meaning, int64s: Array(repeating: value, count: rowCount))
    }

    /// A column of bools, none of them null.
    package convenience init(_ name: String, meaning: Meaning = .bool, bools values: [Bool]) {
        let payloads = MallocBlock.allocate(values.count * 8)?.assumingMemoryBound(to: UInt64.self)
        if let payloads { for (row, value) in values.enumerated() { payloads[row] = value ? 1 : 0 } }
        self.init(
            adopting: name, meaning: meaning, rowCount: values.count,
            kinds: Self.kinds(.bool, count: values.count), payloads: payloads,
            text: nil, textCount: 0, elements: nil, kindSet: values.isEmpty ? [] : ValueKindSet(.bool))
    }

    /// A column of parts of `bytes`: text where they are UTF-8, else bytes; null where a count is -1 (`_key`).
    ///
    /// - Parameter slice: where the value of a row starts, and how many bytes it has; within `bytes`.
    /// - Throws: ``ColumnError`` where they are together more than a ``TextRange`` can address.
    package convenience init(
        _ name: String, meaning: Meaning, of bytes: UnsafeRawBufferPointer, rowCount: Int,
        slice: (Int) -> (start: Int, count: Int)
    ) throws(ColumnError) {
        var total = 0
        for row in 0..<rowCount {
            total += max(0, slice(row).count)
            if total > Int(UInt32.max) { throw ColumnError(.tooLong(limit: Int(UInt32.max)), column: name, row: row) }
        }
        let kinds = MallocBlock.allocate(rowCount)?.assumingMemoryBound(to: UInt8.self)
        let payloads = MallocBlock.allocate(rowCount * 8)?.assumingMemoryBound(to: UInt64.self)
        let text = MallocBlock.allocate(total)
        var textCount = 0
        var kindSet: ValueKindSet = []
        if let kinds, let payloads {
            for row in 0..<rowCount {
                let (start, count) = slice(row)
                var kind = ValueKind.null
                if count >= 0 {
                    let value = UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
                    kind = UTF8Text.isValid(value) ? .string : .bytes
                    if let text, let source = value.baseAddress { memcpy(text + textCount, source, count) }
                }
                kinds[row] = kind.rawValue
                payloads[row] =
                    TextRange(
                        start: UInt32(truncatingIfNeeded: textCount), count: UInt32(truncatingIfNeeded: max(0, count))
                    )
                    .payload
                textCount += max(0, count)
                kindSet.insert(ValueKindSet(kind))
            }
        }
        self.init(
            adopting: name, meaning: meaning, rowCount: rowCount, kinds: kinds, payloads: payloads, text: text,
            textCount: textCount, elements: nil, kindSet: kindSet)
    }

    /// A column of the given values: for tests.
    package static func make(
        _ name: String, meaning: Meaning = .event, _ values: [VariantValue]
    ) throws(ColumnError) -> VariantColumn {
        let builder = VariantColumnBuilder(name, meaning: meaning)
        for value in values { builder.append(value) }
        return try builder.finish()
    }

    private static func kinds(_ kind: ValueKind, count: Int) -> UnsafeMutablePointer<UInt8>? {
        let kinds = MallocBlock.allocate(count)?.assumingMemoryBound(to: UInt8.self)
        kinds?.initialize(repeating: kind.rawValue, count: count)
        return kinds
    }
}
