/// Well-formed UTF-8, sequence by sequence (Unicode, table 3-7: no surrogates, no overlong forms).
enum UTF8Sequence {
    /// The length of the sequence of two to four bytes at `position`, whose byte is not ASCII; 0 where it is malformed.
    static func length(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> Int {
        let left = bytes.count - position
        func byte(_ offset: Int, in range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            offset < left && range.contains(bytes[position + offset])
        }
        switch bytes[position] {
        case 0xC2...0xDF: return byte(1) ? 2 : 0
        case 0xE0: return byte(1, in: 0xA0...0xBF) && byte(2) ? 3 : 0
        case 0xED: return byte(1, in: 0x80...0x9F) && byte(2) ? 3 : 0
        case 0xE1...0xEF: return byte(1) && byte(2) ? 3 : 0
        case 0xF0: return byte(1, in: 0x90...0xBF) && byte(2) && byte(3) ? 4 : 0
        case 0xF4: return byte(1, in: 0x80...0x8F) && byte(2) && byte(3) ? 4 : 0
        case 0xF1...0xF3: return byte(1) && byte(2) && byte(3) ? 4 : 0
        default: return 0
        }
    }
}
