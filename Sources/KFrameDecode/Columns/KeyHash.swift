/// A seeded hash of names, which are others' data: without the seed nobody can make them collide.
struct KeyHash {
    private let seed: UInt64
    private let factor: UInt64

    init() {
        var generator = SystemRandomNumberGenerator()
        seed = generator.next()
        factor = generator.next()
    }

    @inline(__always)
    func callAsFunction(_ key: PathKey, salt: Int32 = 0) -> UInt32 {
        var mixed = Self.mix(key.low ^ seed, key.high ^ factor)
        if key.count > 16 { mixed = tail(key, mixed) }
        let place = UInt64(truncatingIfNeeded: key.count) << 32 | UInt64(UInt32(bitPattern: salt))
        return UInt32(truncatingIfNeeded: Self.mix(mixed ^ place, 0x9E37_79B9_7F4A_7C15))
    }

    /// Mixes in what comes after the first sixteen bytes, the last of them twice.
    private func tail(_ key: PathKey, _ head: UInt64) -> UInt64 {
        var state = head
        var offset = 16
        while key.count &- offset > 8 {
            state = Self.mix(key.start.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ state, factor)
            offset &+= 8
        }
        let last = key.start.loadUnaligned(fromByteOffset: key.count &- 8, as: UInt64.self)
        return Self.mix(last ^ state, factor ^ seed)
    }

    @inline(__always)
    private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (high, low) = a.multipliedFullWidth(by: b)
        return high ^ low
    }
}
