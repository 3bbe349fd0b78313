/// Which columns some rows have, for up to 64 rows at a time: looked up column by column, where the kinds of 64 rows lie side
/// by side. Row by row each column would be a branch that is guessed wrong wherever fields are optional.
struct RowPresence: ~Copyable {
    /// Rows that are looked at together.
    static let tile = 64

    private let width: Int
    /// For each row of the tile the places of its columns.
    private let places: UnsafeMutablePointer<UInt32>
    private let counts: UnsafeMutablePointer<Int>

    /// - Parameter columnCount: how many columns there are.
    init(columnCount: Int) {
        width = max(columnCount, 1)
        places = .allocate(capacity: width * Self.tile)
        counts = .allocate(capacity: Self.tile)
    }

    deinit {
        places.deallocate()
        counts.deallocate()
    }

    /// Looks at `rows` from the one at `first` on, at most ``tile`` of them.
    ///
    /// Not mutating, as what changes is behind pointers: under the thread sanitizer Swift 6.3's compiler fails on it otherwise.
    func look(_ columns: UnsafeBufferPointer<RowColumn>, _ rows: RowSelection, from first: Int) {
        let count = min(Self.tile, rows.count - first)
        counts.initialize(repeating: 0, count: Self.tile)
        for place in 0..<columns.count {
            var mask: UInt64
            switch rows {
            case .all where count == Self.tile: mask = Self.present(columns[place].kinds, from: first)
            case .all, .rows:
                mask = 0
                for index in 0..<count where !columns[place].isAbsent(rows.row(at: first + index)) {
                    mask |= 1 << UInt64(truncatingIfNeeded: index)
                }
            }
            while mask != 0 {
                let row = mask.trailingZeroBitCount
                mask &= mask &- 1
                places[row &* width &+ counts[row]] = UInt32(truncatingIfNeeded: place)
                counts[row] &+= 1
            }
        }
    }

    /// The places of the columns that the row has, in their order; `index` counts from the first of the tile.
    @inline(__always)
    func columns(ofRow index: Int) -> UnsafeBufferPointer<UInt32> {
        UnsafeBufferPointer(start: places + index &* width, count: counts[index])
    }

    /// A bit for each of 64 kinds that is not absent, which is 0; all are below 128.
    private static func present(_ kinds: UnsafeBufferPointer<UInt8>, from first: Int) -> UInt64 {
        guard let base = kinds.baseAddress, kinds.count - first >= tile else { return 0 }
        let bytes = UnsafeRawPointer(base + first)
        var mask: UInt64 = 0
        for word in 0..<8 {
            let eight = bytes.loadUnaligned(fromByteOffset: 8 &* word, as: UInt64.self)
            if eight == 0 { continue }
            // The top bit of each byte that is not 0, then these bits side by side.
            let tops = (eight &+ 0x7F7F_7F7F_7F7F_7F7F) & 0x8080_8080_8080_8080
            mask |= (((tops >> 7) &* 0x0102_0408_1020_4080) >> 56) << UInt64(truncatingIfNeeded: 8 &* word)
        }
        return mask
    }
}
