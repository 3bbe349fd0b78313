/// How many values of each kind there are.
package struct KindCounts: Hashable, Sendable {
    /// A lane a kind, by its raw value.
    private var counts = SIMD16<Int>(repeating: 0)

    package init() {}

    package init(_ kind: ValueKind, _ count: Int) { self[kind] = count }

    package subscript(kind: ValueKind) -> Int {
        get { counts[Int(kind.rawValue)] }
        set { counts[Int(kind.rawValue)] = newValue }
    }

    /// All values, absent and null ones included.
    package var total: Int { counts.wrappedSum() }

    /// Values that are neither absent nor null.
    package var valued: Int { total - self[.absent] - self[.null] }

    /// The kinds that occur.
    package var kinds: ValueKindSet {
        ValueKind.allCases.reduce(into: []) { set, kind in
            if self[kind] > 0 { set.formUnion(ValueKindSet(kind)) }
        }
    }

    package static func += (left: inout KindCounts, right: KindCounts) { left.counts &+= right.counts }
}

extension ValueKindSet {
    package static let absent = ValueKindSet(.absent)
    package static let null = ValueKindSet(.null)
    package static let bool = ValueKindSet(.bool)
    package static let int64 = ValueKindSet(.int64)
    package static let double = ValueKindSet(.double)
    package static let string = ValueKindSet(.string)
    package static let digits = ValueKindSet(.digits)
    package static let list = ValueKindSet(.list)
    package static let json = ValueKindSet(.json)
    package static let bytes = ValueKindSet(.bytes)
    package static let numbers: ValueKindSet = [.int64, .double]
    package static let texts: ValueKindSet = [.string, .digits, .json, .bytes]

    /// The kinds of the set that are values.
    package var valued: ValueKindSet { subtracting([.absent, .null]) }
}
