/// The texts of an IN, sorted by length and then by bytes, end to end in one array.
struct TextSet: Sendable {
    /// The set while its arrays' memory is borrowed.
    struct View {
        let bytes: UnsafeRawBufferPointer
        let starts: UnsafeBufferPointer<Int>
        let lengths: UInt64

        @inline(__always)
        func contains(_ text: UnsafeRawBufferPointer) -> Bool {
            // Most texts differ from all in length.
            guard lengths & TextSet.bit(text.count) != 0 else { return false }
            var low = 0
            var high = starts.count - 1
            while low < high {
                let middle = (low &+ high) / 2
                let start = starts[middle]
                let count = starts[middle &+ 1] &- start
                let order =
                    count != text.count
                    ? count &- text.count
                    : ByteOrder.order(
                        UnsafeRawBufferPointer(rebasing: bytes[start..<start + count]), text)
                if order == 0 { return true }
                if order < 0 { low = middle &+ 1 } else { high = middle }
            }
            return false
        }
    }

    private let bytes: [UInt8]
    /// Where each text begins, and the end of the last.
    private let starts: [Int]
    /// Bit n: some text has n bytes; the last bit: some has 63 or more.
    private let lengths: UInt64

    init(_ texts: [[UInt8]]) {
        let sorted = Set(texts).sorted { left, right in
            left.count != right.count ? left.count < right.count : left.lexicographicallyPrecedes(right)
        }
        var bytes: [UInt8] = []
        var starts = [0]
        var lengths: UInt64 = 0
        for text in sorted {
            bytes.append(contentsOf: text)
            starts.append(bytes.count)
            lengths |= Self.bit(text.count)
        }
        self.bytes = bytes
        self.starts = starts
        self.lengths = lengths
    }

    @inline(__always)
    func withView(_ body: (View) -> Void) {
        bytes.withUnsafeBytes { bytes in
            starts.withUnsafeBufferPointer { starts in
                body(View(bytes: bytes, starts: starts, lengths: lengths))
            }
        }
    }

    @inline(__always)
    private static func bit(_ count: Int) -> UInt64 { 1 << UInt64(min(count, 63)) }
}
