/// Walks ASN.1 in DER: elements of a tag, a length and content. Whatever does not fit ends the walk.
package struct DERReader {
    package struct Element {
        package var tag: UInt8
        package var content: [UInt8]
    }

    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    package mutating func next() -> Element? {
        guard bytes.count - position >= 2, bytes[position] & 0x1F != 0x1F else { return nil }
        let tag = bytes[position]
        var length = Int(bytes[position + 1])
        var start = position + 2
        if length > 0x7F {
            let count = length & 0x7F
            guard (1...4).contains(count), bytes.count - start >= count else { return nil }
            length = bytes[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
            start += count
        }
        guard length <= bytes.count - start else { return nil }
        position = start + length
        return Element(tag: tag, content: Array(bytes[start..<start + length]))
    }

    /// The content of the next element, if it has this tag.
    mutating func enter(_ tag: UInt8) -> DERReader? {
        guard peek == tag, let element = next() else { return nil }
        return DERReader(element.content)
    }
}
