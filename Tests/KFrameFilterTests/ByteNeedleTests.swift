import TestSupport
import Testing

@testable import KFrameFilter

/// Needles are found where they stand, wide or by words, at any place of texts of any length.
@Suite struct ByteNeedleTests {
    private static func naive(_ needle: [UInt8], _ text: [UInt8]) -> Int {
        guard needle.count <= text.count else { return -1 }
        return (0...text.count - needle.count).first { text[$0..<$0 + needle.count].elementsEqual(needle) } ?? -1
    }

    @Test func `a needle is found at its first place, or nowhere`() {
        var generator = SplitMix64(seed: 3)
        var found = 0
        for round in 0..<20_000 {
            // Few letters, so that parts of the needle stand everywhere.
            let letters = UInt8(2 + generator.below(3))
            let needle = (0..<1 + generator.below([3, 8, 40][round % 3])).map { _ in generator.bytes(1)[0] % letters }
            var text = (0..<generator.below([20, 120, 400][round % 3])).map { _ in generator.bytes(1)[0] % letters }
            if generator.chance(30), text.count > needle.count {
                let place = generator.below(text.count - needle.count + 1)
                text.replaceSubrange(place..<place + needle.count, with: needle)
            }
            let expected = Self.naive(needle, text)
            if expected >= 0 { found += 1 }
            let finder = ByteNeedle(needle)
            // A copy of exactly the text's length: whoever reads beyond it is seen by the address sanitizer.
            let isRight = Array(text).withUnsafeBytes { text in
                needle.withUnsafeBytes { needle in
                    guard let base = text.baseAddress, let bytes = needle.baseAddress else { return true }
                    return finder.find(bytes, in: base, text.count) == expected
                        && finder.findByWords(bytes, in: base, text.count) == expected
                }
            }
            #expect(isRight, "round \(round)")
        }
        #expect(found > 4_000)
        #expect(found < 19_000)
    }
}
