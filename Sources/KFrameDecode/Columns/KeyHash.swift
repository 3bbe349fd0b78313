/// A seeded hash of keys, which are others' data: without the seed nobody can make them collide.
struct KeyHash {
    private let seed: UInt64
    private let factor: UInt64

    init() {
        var generator = SystemRandomNumberGenerator()
        seed = generator.next()
        factor = generator.next() | 1
    }

    func callAsFunction(_ key: UnsafeRawBufferPointer, salt: Int32 = 0) -> UInt32 {
        var state = seed ^ UInt64(UInt32(bitPattern: salt)) ^ UInt64(truncatingIfNeeded: key.count) << 32
        var offset = 0
        while key.count - offset >= 8 {
            state = Self.mix(state ^ key.loadUnaligned(fromByteOffset: offset, as: UInt64.self), factor)
            offset += 8
        }
        var word: UInt64 = 0
        for index in offset..<key.count { word = word << 8 | UInt64(key[index]) }
        state = Self.mix(state ^ word, factor)
        return UInt32(truncatingIfNeeded: Self.mix(state ^ factor, 0x9E37_79B9_7F4A_7C15))
    }

    private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (high, low) = a.multipliedFullWidth(by: b)
        return high ^ low
    }
}
