#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes rows as text, value after value, into memory that grows: what ``JSONText`` writes of a value, and what fields
/// of CSV look like, without an array's checks for each byte.
package struct RowText: ~Copyable {
    /// The bytes written so far.
    private(set) var count = 0

    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var scratch = JSONText()
    private let pool: TextPool?

    /// - Parameters:
    ///   - capacity: the bytes to reserve, as far as one can tell.
    ///   - pool: where the memory comes from, and goes again; nil for memory of its own.
    package init(capacity: Int, pool: TextPool? = nil) {
        self.pool = pool
        let block = pool?.take(capacity) ?? Self.block(nil, max(capacity, 256))
        base = block.base
        self.capacity = block.capacity
    }

    deinit { free(base) }

    /// What has been written; this begins anew, empty.
    package mutating func finish() -> TextBlock {
        var block = TextPool.Block(base: base, capacity: capacity)
        // What goes back to a pool keeps its size; what may be held for long does not.
        if pool == nil { block = Self.block(base, max(count, 1)) }
        let text = TextBlock(adopting: block, count: count, pool: pool)
        let next = Self.block(nil, 256)
        (base, capacity, count) = (next.base, next.capacity, 0)
        return text
    }

    /// Appends bytes of which ``nameSlack`` more can be read: mostly short ones, so that 32 are copied, whatever their count.
    @inline(__always)
    mutating func append(name: UnsafeRawPointer, count length: Int) {
        reserve(max(length, Self.nameSlack))
        let target = UnsafeMutableRawPointer(base + count)
        target.storeBytes(of: name.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
        target.storeBytes(
            of: name.loadUnaligned(fromByteOffset: 16, as: SIMD16<UInt8>.self), toByteOffset: 16, as: SIMD16<UInt8>.self
        )
        if length > Self.nameSlack { memcpy(target + Self.nameSlack, name + Self.nameSlack, length &- Self.nameSlack) }
        count &+= length
    }

    /// Bytes beyond a name that are read.
    static let nameSlack = 32

    @inline(__always)
    mutating func append(ascii byte: UInt8) {
        reserve(1)
        base[count] = byte
        count &+= 1
    }

    @inline(__always)
    mutating func append(verbatim text: UnsafeRawBufferPointer) {
        guard let source = text.baseAddress else { return }
        reserve(text.count)
        memcpy(base + count, source, text.count)
        count &+= text.count
    }

    /// Appends the value of row `row` as rows of NDJSON have it, as ``JSONText`` says it.
    @inline(__always)
    mutating func append(json column: RowColumn, row: Int) {
        let kind = column.kinds[row]
        if kind == ValueKind.string.rawValue { return append(string: column.text(row)) }
        append(otherJSON: column, row: row, kind)
    }

    /// Appends a JSON string of valid UTF-8.
    mutating func append(string text: UnsafeRawBufferPointer) {
        reserve(text.count &+ 2)
        base[count] = UInt8(ascii: "\"")
        count &+= 1
        if let source = text.baseAddress {
            let plain = JSONEscape.next(in: text, from: 0)
            memcpy(base + count, source, plain)
            count &+= plain
            if plain < text.count { append(escaping: UnsafeRawBufferPointer(rebasing: text[plain...])) }
        }
        append(ascii: UInt8(ascii: "\""))
    }

    /// Appends a field of comma-separated values (RFC 4180): quoted where it holds a comma, a quote, a CR or an LF.
    mutating func append(field text: UnsafeRawBufferPointer) {
        if text.count > 0, !CSVQuoting.isNeeded(text) { return append(verbatim: text) }
        reserve(text.count &* 2 &+ 2)
        base[count] = UInt8(ascii: "\"")
        count &+= 1
        for byte in text {
            if byte == UInt8(ascii: "\"") {
                base[count] = byte
                count &+= 1
            }
            base[count] = byte
            count &+= 1
        }
        base[count] = UInt8(ascii: "\"")
        count &+= 1
    }

    /// Appends the value of row `row` as a field of CSV has it: text as it is, times in RFC 3339, anything else as JSON;
    /// nothing where it is null or absent.
    mutating func append(field column: RowColumn, row: Int) {
        switch column.kinds[row] {
        case ...ValueKind.null.rawValue: return
        case ValueKind.string.rawValue: append(field: column.text(row))
        case ValueKind.int64.rawValue where column.meaning == .timestampMilliseconds:
            append(time: Int64(bitPattern: column.payloads[row]))
        case ValueKind.int64.rawValue: append(int64: Int64(bitPattern: column.payloads[row]))
        default:
            scratch.removeAll()
            scratch.append(column.column, row: row)
            scratch.bytes.withUnsafeBytes { append(field: $0) }
        }
    }

    mutating func append(int64 value: Int64) {
        reserve(20)
        if value < 0 {
            base[count] = UInt8(ascii: "-")
            count &+= 1
        }
        var rest = value.magnitude
        count &+= DecimalDigits.count(rest)
        var place = count
        // Two digits a division: each waits for the one before it.
        while rest >= 100 {
            let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
            place &-= 2
            write(pair: pair, at: place)
            rest = quotient
        }
        if rest >= 10 {
            write(pair: rest, at: place &- 2)
        } else {
            base[place &- 1] = 0x30 &+ UInt8(truncatingIfNeeded: rest)
        }
    }

    @inline(__always)
    private func write(pair: UInt64, at place: Int) {
        let tens = (pair &* 103) >> 10
        base[place] = 0x30 &+ UInt8(truncatingIfNeeded: tens)
        base[place &+ 1] = 0x30 &+ UInt8(truncatingIfNeeded: pair &- tens &* 10)
    }

    @inline(never)
    private mutating func append(otherJSON column: RowColumn, row: Int, _ kind: UInt8) {
        switch kind {
        case ...ValueKind.null.rawValue: append(literal: "null")
        case ValueKind.bool.rawValue: append(literal: column.payloads[row] != 0 ? "true" : "false")
        case ValueKind.int64.rawValue where column.meaning == .timestampMilliseconds:
            append(ascii: UInt8(ascii: "\""))
            append(time: Int64(bitPattern: column.payloads[row]))
            append(ascii: UInt8(ascii: "\""))
        case ValueKind.int64.rawValue: append(int64: Int64(bitPattern: column.payloads[row]))
        case ValueKind.json.rawValue, ValueKind.digits.rawValue: append(verbatim: column.text(row))
        default:
            scratch.removeAll()
            scratch.append(column.column, row: row)
            scratch.bytes.withUnsafeBytes { append(verbatim: $0) }
        }
    }

    private mutating func append(time milliseconds: Int64) {
        scratch.removeAll()
        scratch.append(timeText: milliseconds, .millisecond)
        scratch.bytes.withUnsafeBytes { append(verbatim: $0) }
    }

    private mutating func append(literal text: StaticString) {
        append(verbatim: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends text of which some has to be escaped.
    @inline(never)
    private mutating func append(escaping text: UnsafeRawBufferPointer) {
        scratch.removeAll()
        scratch.append(string: text)
        scratch.bytes.withUnsafeBytes { append(verbatim: UnsafeRawBufferPointer(rebasing: $0.dropFirst().dropLast())) }
    }

    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if more > capacity &- count { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        let block = Self.block(base, max(capacity + capacity / 2, count + more))
        (base, capacity) = (block.base, block.capacity)
    }

    /// Running out of memory traps, as everywhere in Swift.
    private static func block(_ old: UnsafeMutablePointer<UInt8>?, _ size: Int) -> TextPool.Block {
        guard let block = realloc(old, size) else { outOfMemory(size) }
        return TextPool.Block(base: block.assumingMemoryBound(to: UInt8.self), capacity: size)
    }
}
