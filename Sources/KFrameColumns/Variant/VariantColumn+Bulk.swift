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
