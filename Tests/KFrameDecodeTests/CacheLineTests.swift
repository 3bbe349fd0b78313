import Testing

@testable import KFrameDecode

/// What the walk over a row touches of each field is a line of the processor's cache; one byte more makes it two.
@Suite("Paths and lanes are a line of the cache each")
struct CacheLineTests {
    @Test("64 bytes, with nothing between one and the next")
    func strides() {
        #expect(MemoryLayout<PathNode>.stride == 64)
        #expect(MemoryLayout<Lane>.stride == 64)
    }

    @Test("on the lines' boundaries, also after growing")
    func alignment() {
        let store = LaneStore(limit: 3)
        #expect(Int(bitPattern: store.lanes) % 64 == 0)
        var vector = RawVector<UInt64>(capacity: 1)
        for count in 1...1_000 {
            vector.append(UInt64(count))
            #expect(Int(bitPattern: vector.base) % 64 == 0)
        }
    }
}
