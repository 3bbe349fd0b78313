import TestSupport
import Testing

@testable import KFrameColumns

/// Buffers share memory of slabs and never each other's bytes.
@Suite struct BufferSlabTests {
    private struct Held {
        let buffer: Buffer
        let mark: UInt8

        init(count: Int, mark: UInt8) {
            self.mark = mark
            buffer = Buffer(count: count) { $0.initializeMemory(as: UInt8.self, repeating: mark, count: count) }
        }

        var isWhole: Bool { buffer.bytes.allSatisfy { $0 == mark } }
    }

    @Test func `a buffer keeps its bytes while others come and go in any order`() {
        var generator = SplitMix64(seed: 5)
        var held: [Held] = []
        var damaged = 0
        for round in 0..<3_000 {
            let count = Int.random(in: 0...(round % 50 == 0 ? 2 << 20 : 20_000), using: &generator)
            held.append(Held(count: count, mark: UInt8(truncatingIfNeeded: round)))
            // Now and then nearly all go, so that slabs give pages back and come back themselves.
            while held.count > (round % 700 < 600 ? 400 : 5) {
                let gone = held.remove(at: Int.random(in: 0..<held.count, using: &generator))
                if !gone.isWhole { damaged += 1 }
            }
        }
        #expect(damaged == 0)
        let areWhole = held.allSatisfy(\.isWhole)
        #expect(areWhole)
    }

    @Test func `tasks cut and let go side by side`() async {
        let damaged = await withTaskGroup(of: Int.self) { group in
            for task in 0..<4 {
                group.addTask {
                    var generator = SplitMix64(seed: UInt64(task))
                    var held: [Held] = []
                    var damaged = 0
                    for round in 0..<1_000 {
                        let count = Int.random(in: 1...60_000, using: &generator)
                        held.append(Held(count: count, mark: UInt8(truncatingIfNeeded: round ^ task)))
                        if held.count > 60 {
                            damaged += held.remove(at: Int.random(in: 0..<60, using: &generator)).isWhole ? 0 : 1
                        }
                    }
                    return damaged + held.count { !$0.isWhole }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(damaged == 0)
    }
}
