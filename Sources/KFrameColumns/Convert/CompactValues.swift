import CRowKernels

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Values in the densest form that loses nothing, whatever type they are to have in the end.
///
/// What is of one kind lies as Arrow has it, so that it becomes a column of that type without a copy.
struct CompactValues: Sendable {
    indirect enum Storage: Sendable {
        /// No value at all.
        case nulls
        case bools(Bitmap)
        /// Int64 values.
        case integers(Buffer)
        case doubles(Buffer)
        /// Numbers as doubles; a bit a value says which were. The others were integers, which doubles hold exactly.
        case numbers(Buffer, areDoubles: Bitmap)
        /// Texts of one kind: `count + 1` Int32 offsets and the bytes.
        case texts(ValueKind, offsets: Buffer, data: Buffer)
        /// Strings that are date-times.
        case times(TimeTexts)
        /// Lists: `count + 1` Int32 offsets and the items.
        case lists(offsets: Buffer, items: CompactValues)
        /// Values of several kinds, each with its own.
        case mixed(VariantColumn)
    }

    let count: Int
    let nullCount: Int
    /// Nil where no value is null.
    let validity: Bitmap?
    let storage: Storage

    /// - Parameters:
    ///   - counts: what `rows.countKinds()` gave.
    ///   - times: the rows' strings, where all of them are times.
    ///   - keepsKinds: whether values of several kinds stay what they are, and do not become texts. Items of lists must: a
    ///     list of several kinds is JSON text as a whole.
    init(
        _ rows: DenseRows, counts: KindCounts, meaning: VariantColumn.Meaning, times: TimeTexts? = nil,
        keepsKinds: Bool, limit: Int
    ) throws(Misfit) {
        count = rows.count
        nullCount = counts.total - counts.valued
        validity =
            nullCount == 0 ? nil : Bitmap(kinds: rows.kinds, count: rows.count, above: ValueKind.null.rawValue)
        let hasNulls = nullCount > 0
        if counts.kinds.valued == .numbers, let doubles = rows.exactDoubles() {
            let areDoubles = Bitmap(kinds: rows.kinds, count: rows.count, above: ValueKind.int64.rawValue)
            storage = .numbers(doubles, areDoubles: areDoubles)
            return
        }
        if counts.kinds.valued == .string, let times {
            if rows.textCount() > limit { throw Misfit(.tooLong(limit: limit), at: rows.rowBeyond(limit)) }
            storage = .times(times)
            return
        }
        switch counts.kinds.valued {
        case []:
            storage = .nulls
        case .bool:
            storage = .bools(rows.bools())
        case .int64:
            storage = .integers(rows.words(hasNulls: hasNulls))
        case .double:
            storage = .doubles(rows.words(hasNulls: hasNulls))
        case .string:
            storage = try rows.texts(.string, hasNulls: hasNulls, limit: limit)
        case .digits:
            storage = try rows.texts(.digits, hasNulls: hasNulls, limit: limit)
        case .json:
            storage = try rows.texts(.json, hasNulls: hasNulls, limit: limit)
        case .bytes:
            storage = try rows.texts(.bytes, hasNulls: hasNulls, limit: limit)
        case .list where meaning != .headers:
            storage = try rows.lists(limit: limit)
        case let kinds where !keepsKinds && (meaning == .event || meaning == .bytes):
            storage = try rows.mixedTexts(kinds, meaning: meaning, limit: limit)
        default:
            storage = .mixed(try rows.gathered(meaning: meaning, limit: limit))
        }
    }

    /// The same values in another form.
    init(_ other: CompactValues, storage: Storage) {
        count = other.count
        nullCount = other.nullCount
        validity = other.validity
        self.storage = storage
    }

    /// The first value that is not null; 0 where there is none.
    var firstValued: Int {
        guard let validity else { return 0 }
        return (0..<count).first { validity[$0] } ?? 0
    }
}

extension DenseRows {
    /// The payloads, with 0 for nulls.
    fileprivate func words(hasNulls: Bool) -> Buffer {
        Buffer(count: count * 8) { block in
            if !hasNulls {
                memcpy(block, payloads, count * 8)
                return
            }
            let words = block.assumingMemoryBound(to: UInt64.self)
            crowkernels_words(kinds, payloads, count, ValueKind.null.rawValue, words)
        }
    }

    /// Integers and doubles as doubles, with 0 for nulls; nil where a double does not hold an integer exactly.
    fileprivate func exactDoubles() -> Buffer? {
        var areExact = false
        let buffer = Buffer(count: count * 8) { block in
            let values = block.assumingMemoryBound(to: Double.self)
            areExact = crowkernels_doubles(kinds, payloads, count, ValueKind.int64.rawValue, values) != 0
        }
        return areExact ? buffer : nil
    }

    /// The payloads of bools as bits, with 0 for nulls.
    fileprivate func bools() -> Bitmap {
        let buffer = Buffer(count: (count + 7) / 8) { block in
            let bytes = block.assumingMemoryBound(to: UInt8.self)
            crowkernels_bits_true(kinds, payloads, count, ValueKind.null.rawValue, bytes)
        }
        return Bitmap(buffer, count: count)
    }

    /// The texts of rows of one kind, where they lie end to end by one copy.
    fileprivate func texts(_ kind: ValueKind, hasNulls: Bool, limit: Int) throws(Misfit) -> CompactValues.Storage {
        var total = 0
        let null = ValueKind.null.rawValue
        let offsets = Buffer(count: (count + 1) * 4) { block in
            let offsets = block.assumingMemoryBound(to: UInt32.self)
            if isWhole, !hasNulls {
                // Each starts where the one before it ends.
                crowkernels_starts(payloads, count, offsets)
                total = text.count
            } else {
                total = Int(truncatingIfNeeded: crowkernels_offsets(kinds, payloads, count, null, offsets))
            }
            offsets[count] = UInt32(truncatingIfNeeded: total)
        }
        if total > limit { throw Misfit(.tooLong(limit: limit), at: rowBeyond(limit)) }
        let data = Buffer(count: total) { block in
            guard let text = text.baseAddress, total > 0 else { return }
            if isWhole {
                memcpy(block, text, total)
                return
            }
            var next = block
            for row in 0..<count where kinds[row] > null {
                let range = TextRange(payload: payloads[row])
                memcpy(next, text + Int(range.start), Int(range.count))
                next += Int(range.count)
            }
        }
        return .texts(kind, offsets: offsets, data: data)
    }

    /// Values of several kinds as the texts that they become in a column of text, or of bytes where some are no text.
    fileprivate func mixedTexts(
        _ kinds: ValueKindSet, meaning: VariantColumn.Meaning, limit: Int
    ) throws(Misfit) -> CompactValues.Storage {
        let kind: ValueKind = kinds.contains(.bytes) ? .bytes : .string
        let type: DataType = kind == .bytes ? .binary : .utf8
        let (offsets, data) = try textData(ConversionTarget(type: type, meaning: meaning, limit: limit))
        return .texts(kind, offsets: offsets, data: data)
    }

    fileprivate func lists(limit: Int) throws(Misfit) -> CompactValues.Storage {
        let offsets = try listOffsets(limit: limit)
        let items = try DenseRows.withItems(of: self, itemCount: countItems()) { (items) throws(Misfit) in
            do throws(Misfit) {
                return try CompactValues(
                    items, counts: items.countKinds(), meaning: .event, keepsKinds: true, limit: limit)
            } catch {
                throw error.ofItem(inList: Self.row(ofItem: error.index, offsets, count))
            }
        }
        return .lists(offsets: offsets, items: items)
    }

    /// The bytes of the texts of rows that are strings or nulls.
    func textCount() -> Int {
        if isWhole { return text.count }
        var total = 0
        for row in 0..<count where kinds[row] > ValueKind.null.rawValue { total &+= Int(payloads[row] & 0xFFFF_FFFF) }
        return total
    }

    /// The row whose text makes the sum of all exceed `limit`.
    func rowBeyond(_ limit: Int) -> Int {
        var total = 0
        for row in 0..<count where ValueKind(rawValue: kinds[row]).map({ ValueKindSet.texts.contains($0) }) ?? false {
            total += Int(TextRange(payload: payloads[row]).count)
            if total > limit { return row }
        }
        return count
    }

    /// `count + 1` offsets of the lists' items; rows of another kind have none.
    func listOffsets(limit: Int) throws(Misfit) -> Buffer {
        try Buffer(count: (count + 1) * 4) { (block) throws(Misfit) in
            let offsets = block.assumingMemoryBound(to: Int32.self)
            let list = ValueKind.list.rawValue
            if kindSet.valued == .list {
                let total = offsets.withMemoryRebound(to: UInt32.self, capacity: count + 1) {
                    crowkernels_offsets(kinds, payloads, count, ValueKind.null.rawValue, $0)
                }
                if total <= limit {
                    offsets[count] = Int32(truncatingIfNeeded: total)
                    return
                }
            }
            var total = 0
            for row in 0..<count {
                offsets[row] = Int32(truncatingIfNeeded: total)
                if kinds[row] == list { total &+= Int(TextRange(payload: payloads[row]).count) }
                if total > limit { throw Misfit(.tooLong(limit: limit), at: row) }
            }
            offsets[count] = Int32(truncatingIfNeeded: total)
        }
    }

    /// The row of the list that holds item `item`.
    static func row(ofItem item: Int, _ offsets: Buffer, _ count: Int) -> Int {
        let offsets = offsets.values(Int32.self)
        return (0..<count).first { Int(offsets[$0 + 1]) > item } ?? 0
    }
}
