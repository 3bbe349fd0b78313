import TestSupport
import Testing

@testable import KFrameColumns

@Suite struct BitmapTests {
    @Test func `bits lie least significant first`() {
        let bitmap = Bitmap([true, false, true, true, false, false, false, false, true])
        #expect(Array(bitmap.buffer.bytes) == [0b0000_1101, 1])
        #expect((0..<9).map { bitmap[$0] } == [true, false, true, true, false, false, false, false, true])
    }

    @Test func `kinds become bits, for any length and kind`() {
        var generator = SplitMix64(seed: 4)
        for count in 0...70 {
            let kinds = (0..<count).map { _ in UInt8.random(in: 0...9, using: &generator) }
            for threshold in UInt8(0)...8 {
                kinds.withUnsafeBufferPointer { pointer in
                    guard let base = pointer.baseAddress else { return }
                    let bitmap = Bitmap(kinds: base, count: count, above: threshold)
                    #expect((0..<count).map { bitmap[$0] } == kinds.map { $0 > threshold })
                    #expect(bitmap.buffer.count == (count + 7) / 8)
                    // The bits after the last are 0.
                    if count % 8 != 0, let last = bitmap.buffer.bytes.last { #expect(last >> UInt8(count % 8) == 0) }
                }
            }
        }
    }

    @Test func `ones are counted in any range`() {
        var generator = SplitMix64(seed: 6)
        let bits = (0..<300).map { _ in Bool.random(using: &generator) }
        let bitmap = Bitmap(bits)
        for start in 0...40 {
            for end in stride(from: start, through: 300, by: 7) {
                #expect(bitmap.countOnes(in: start..<end) == bits[start..<end].filter { $0 }.count)
            }
        }
    }
}
