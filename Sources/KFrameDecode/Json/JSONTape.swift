/// A parsed JSON document: simdjson's tape (its doc/tape.md) and the strings it points to.
///
/// Each word has a tag in its top byte and a payload below. Words 0 and the last are the root's; the document's value
/// begins at word 1. A string's payload is the offset of its 32-bit length in `strings`, its bytes follow. An
/// integer or a double fills the next word. A container's start names the word after its end. Beside simdjson's own
/// tags there are ``Tag/digits`` (made by ``ExactJSONParser``) and ``Tag/dropped`` (made by ``DuplicateKeys``).
///
/// The memory belongs to the parser and is good until its next value. At least ``slack`` bytes beyond the last
/// string are readable.
struct JSONTape {
    enum Tag {
        static let root = UInt8(ascii: "r")
        static let object = UInt8(ascii: "{")
        static let objectEnd = UInt8(ascii: "}")
        static let array = UInt8(ascii: "[")
        static let arrayEnd = UInt8(ascii: "]")
        static let string = UInt8(ascii: "\"")
        static let int64 = UInt8(ascii: "l")
        static let uint64 = UInt8(ascii: "u")
        static let double = UInt8(ascii: "d")
        static let `true` = UInt8(ascii: "t")
        static let `false` = UInt8(ascii: "f")
        static let null = UInt8(ascii: "n")
        /// A number as written; the payload is as a string's.
        static let digits = UInt8(ascii: "D")
        /// A key whose member a later one of the same name overrides: the value after it does not count.
        static let dropped = UInt8(ascii: "x")
    }

    static let slack = 32
    /// The index of the document's value.
    static let start = 1

    let words: UnsafeMutablePointer<UInt64>
    let strings: UnsafeRawPointer

    @inline(__always)
    static func tag(_ word: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: word >> 56) }

    /// The payload of a string, or a container's start index.
    @inline(__always)
    static func payload(_ word: UInt64) -> Int { Int(truncatingIfNeeded: word & 0x00FF_FFFF_FFFF_FFFF) }

    /// The index after a container, of its start word.
    @inline(__always)
    static func end(_ word: UInt64) -> Int { Int(UInt32(truncatingIfNeeded: word)) }

    /// The index of what follows the value at `index`.
    @inline(__always)
    func after(_ index: Int) -> Int {
        let word = words[index]
        switch Self.tag(word) {
        case Tag.object, Tag.array: return Self.end(word)
        case Tag.int64, Tag.uint64, Tag.double: return index &+ 2
        default: return index &+ 1
        }
    }

    /// The bytes of the string (key, digits) whose word is `word`.
    @inline(__always)
    func string(_ word: UInt64) -> UnsafeRawBufferPointer {
        let start = strings + Self.payload(word)
        return UnsafeRawBufferPointer(start: start + 4, count: Int(start.loadUnaligned(as: UInt32.self)))
    }
}
