import KFrameColumns
import Testing

@Suite struct UTF8TextTests {
    private func isValid(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { UTF8Text.isValid($0) } }

    @Test
    func `P34 every sequence of one and two bytes, and three and four by their corners, as the standard library says`()
    {
        let corners: [UInt8] = [
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
            0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
        ]
        func compare(_ bytes: [UInt8]) {
            if isValid(bytes) != (String(validating: bytes, as: UTF8.self) != nil) { Issue.record("\(bytes)") }
        }
        compare([])
        for first in UInt8(0)...255 {
            compare([first])
            for second in UInt8(0)...255 { compare([first, second]) }
        }
        for first in corners {
            for second in corners {
                for third in corners {
                    compare([first, second, third])
                    for fourth in corners { compare([first, second, third, fourth]) }
                }
            }
        }
    }

    @Test func `a fault is found at any place of a long text`() {
        for place in 0..<40 {
            var bytes = [UInt8](repeating: 0x61, count: 40)
            #expect(isValid(bytes))
            bytes[place] = 0xFF
            #expect(!isValid(bytes))
        }
        #expect(isValid(Array(String(repeating: "aé😀", count: 20).utf8)))
        #expect(!isValid(Array("aaaaaaaé".utf8.dropLast())))
    }
}
