import CSimdJSON
import KFrameColumns

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A column while its batch is decoded: plain memory, later adopted by a ``VariantColumn``.
///
/// A lane of rows has room for all of them, and its kinds are zero (absent) where no value was written. A lane of list
/// elements grows. Text grows in both; `Lane` frees nothing by itself. It is as large as a line of the processor's cache.
struct Lane: BitwiseCopyable {
    /// Bytes beyond a text's end that may be overwritten: short texts are copied in blocks of 32.
    static let slack = 32
    /// The most bytes of text that a ``TextRange`` can address.
    static let maximumTextCount = Int(UInt32.max)

    private(set) var kinds: UnsafeMutablePointer<UInt8>
    private(set) var payloads: UnsafeMutablePointer<UInt64>
    private(set) var text: UnsafeMutableRawPointer?
    private(set) var textCount = 0
    private(set) var textCapacity = 0
    /// Rows there is room for.
    private var rowCapacity: UInt32
    private var valueCount: UInt32 = 0
    /// The bytes of text to reserve first.
    private let textHint: UInt32
    /// The index of the lane of list elements; -1 for none.
    var elements: Int32 = -1
    /// The trie's node, or -1 - the index in ``OwnColumn/decoded``.
    var node: Int32
    /// Set where a column owns the memory.
    var isAdopted = false

    /// A lane of `rowCount` rows, all of them absent.
    init(rowCount: Int, node: Int32, textHint: Int) {
        rowCapacity = UInt32(clamping: rowCount)
        self.node = node
        self.textHint = UInt32(clamping: textHint)
        kinds = Self.checked(calloc(max(rowCount, 1), 1), rowCount).assumingMemoryBound(to: UInt8.self)
        payloads = Self.checked(malloc(max(rowCount, 1) * 8), rowCount * 8).assumingMemoryBound(to: UInt64.self)
    }

    func free() {
        Self.free(kinds)
        Self.free(payloads)
        Self.free(text)
    }

    /// The values of a growable lane.
    var count: Int { Int(valueCount) }

    /// Whether a growable lane takes `more` values.
    func hasRoom(for more: Int) -> Bool { more <= Self.maximumTextCount - count }

    // MARK: Values

    @inline(__always)
    func set(_ row: Int, _ kind: Kind, _ payload: UInt64) {
        kinds[row] = kind.rawValue
        payloads[row] = payload
        csimdjson_prefetch(payloads + (row &+ 8))
    }

    /// Writes a text; false where the lane is full.
    @inline(__always)
    mutating func set(_ row: Int, _ kind: Kind, text source: UnsafeRawPointer, count: Int) -> Bool {
        let start = textCount
        if start &+ count &+ Self.slack > textCapacity {
            guard growText(by: count) else { return false }
        }
        copyText(from: source, count: count)
        set(row, kind, Self.range(start, count))
        return true
    }

    /// Writes the inside of a JSON string that has escapes.
    mutating func set(
        _ row: Int, _ kind: Kind, escaped source: UnsafePointer<UInt8>, count: Int
    ) -> DecodeEngine.Outcome {
        let start = textCount
        if start &+ count &+ Self.slack > textCapacity {
            guard growText(by: count) else { return .overfull }
        }
        let target = (text.unsafelyUnwrapped + start).assumingMemoryBound(to: UInt8.self)
        let written = JSONToken.unescape(source, count, to: target)
        if written < 0 { return .unreadable }
        textCount &+= written
        set(row, kind, Self.range(start, written))
        return .complete
    }

    /// As ``set(_:_:escaped:count:)``, at the end of a growable lane.
    mutating func append(
        _ kind: Kind, escaped source: UnsafePointer<UInt8>, count length: Int
    ) -> DecodeEngine.Outcome {
        if valueCount == rowCapacity { growRows() }
        let outcome = set(count, kind, escaped: source, count: length)
        if outcome == .complete { valueCount &+= 1 }
        return outcome
    }

    /// Appends a value to a growable lane.
    @inline(__always)
    mutating func append(_ kind: Kind, _ payload: UInt64) {
        if valueCount == rowCapacity { growRows() }
        set(count, kind, payload)
        valueCount &+= 1
    }

    /// Appends a text to a growable lane; false where the lane is full.
    @inline(__always)
    mutating func append(_ kind: Kind, text source: UnsafeRawPointer, count length: Int) -> Bool {
        if valueCount == rowCapacity { growRows() }
        guard set(count, kind, text: source, count: length) else { return false }
        valueCount &+= 1
        return true
    }

    /// Writes a text that need not be readable beyond its end; false where the lane is full.
    mutating func set(_ row: Int, _ kind: Kind, copying source: UnsafeRawBufferPointer) -> Bool {
        let start = textCount
        if start &+ source.count &+ Self.slack > textCapacity {
            guard growText(by: source.count) else { return false }
        }
        if let bytes = source.baseAddress { memcpy(text.unsafelyUnwrapped + start, bytes, source.count) }
        textCount &+= source.count
        set(row, kind, Self.range(start, source.count))
        return true
    }

    /// As ``set(_:_:copying:)``, at the end of a growable lane.
    mutating func append(_ kind: Kind, copying source: UnsafeRawBufferPointer) -> Bool {
        if valueCount == rowCapacity { growRows() }
        guard set(count, kind, copying: source) else { return false }
        valueCount &+= 1
        return true
    }

    /// Takes back the value of `row`, the last that was written.
    mutating func undo(_ row: Int, elements: UnsafeMutablePointer<Lane>?) {
        let range = TextRange(payload: payloads[row])
        switch Kind(rawValue: kinds[row]).valueKind {
        case .string, .digits, .json, .bytes: textCount = Int(range.start)
        case .list: elements?.pointee.truncate(to: Int(range.start))
        default: break
        }
        kinds[row] = Kind.absent.rawValue
    }

    // MARK: The end

    /// The column, which owns the lane's memory from now on.
    func column(_ name: String, meaning: VariantColumn.Meaning, rowCount: Int, elements: VariantColumn?)
        -> VariantColumn
    {
        VariantColumn(
            adopting: name, meaning: meaning, rowCount: rowCount, kinds: kinds, payloads: payloads, text: text,
            textCount: textCount, elements: elements, kindSet: ValueKindSet(occurringIn: kinds, count: rowCount))
    }

    // MARK: Memory

    /// Copies 32 bytes where there are fewer, and 64 where there are fewer than that: a loop over just the bytes there are
    /// would be guessed wrong time and again. Reads and writes up to 31 bytes beyond the text.
    @inline(__always)
    private mutating func copyText(from source: UnsafeRawPointer, count: Int) {
        let target = text.unsafelyUnwrapped + textCount
        Self.copy32(source, target)
        if count > 32 {
            if count > 64 {
                memcpy(target + 32, source + 32, count &- 32)
            } else {
                Self.copy32(source + 32, target + 32)
            }
        }
        textCount &+= count
        csimdjson_prefetch(target + (count &+ 64))
    }

    @inline(__always)
    private static func copy32(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer) {
        let low = source.loadUnaligned(as: SIMD16<UInt8>.self)
        let high = (source + 16).loadUnaligned(as: SIMD16<UInt8>.self)
        target.storeBytes(of: low, as: SIMD16<UInt8>.self)
        (target + 16).storeBytes(of: high, as: SIMD16<UInt8>.self)
    }

    /// The payload of a ``TextRange``; both fit 32 bits.
    @inline(__always)
    static func range(_ start: Int, _ count: Int) -> UInt64 {
        UInt64(truncatingIfNeeded: start) << 32 | UInt64(truncatingIfNeeded: count)
    }

    @inline(never)
    private mutating func growText(by count: Int) -> Bool {
        let needed = textCount + count
        if needed > Self.maximumTextCount { return false }
        let wanted = max(Int(textHint), textCapacity * 2, needed + needed / 8, 64)
        textCapacity = min(wanted, Self.maximumTextCount) + Self.slack
        text = Self.checked(realloc(text, textCapacity), textCapacity)
        return true
    }

    @inline(never)
    private mutating func growRows() {
        let capacity = max(Int(rowCapacity) * 2, 64)
        rowCapacity = UInt32(clamping: capacity)
        kinds = Self.checked(realloc(kinds, capacity), capacity).assumingMemoryBound(to: UInt8.self)
        payloads = Self.checked(realloc(payloads, capacity * 8), capacity * 8).assumingMemoryBound(to: UInt64.self)
    }

    /// Keeps the first `count` values of a growable lane, and their texts.
    private mutating func truncate(to newCount: Int) {
        for index in newCount..<max(count, newCount) {
            switch Kind(rawValue: kinds[index]).valueKind {
            case .string, .digits:
                textCount = Int(TextRange(payload: payloads[index]).start)
                valueCount = UInt32(clamping: newCount)
                return
            default: continue
            }
        }
        valueCount = UInt32(clamping: newCount)
    }

    /// The block of `count` bytes, which the system may have refused.
    private static func checked(_ block: UnsafeMutableRawPointer?, _ count: Int) -> UnsafeMutableRawPointer {
        guard let block else { outOfMemory(count) }
        return block
    }

    private static func free(_ block: UnsafeMutableRawPointer?) {
        #if canImport(Glibc)
        Glibc.free(block)
        #else
        Darwin.free(block)
        #endif
    }
}
