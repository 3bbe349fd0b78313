/// A seeded hash of keys, which are others' data: without the seed nobody can make them collide.
///
/// Up to 16 bytes, which most keys have, cost two loads that may overlap and two multiplications.
struct KeyHash {
    private let seed: UInt64
    private let factor: UInt64

    init() {
        var generator = SystemRandomNumberGenerator()
        seed = generator.next()
        factor = generator.next()
    }

    @inline(__always)
    func callAsFunction(_ key: UnsafeRawBufferPointer, salt: Int32 = 0) -> UInt32 {
        let count = key.count
        var state = seed
        var low: UInt64 = 0
        var high: UInt64 = 0
        if count >= 8 {
            var offset = 0
            while count &- offset > 16 {
                state = Self.mix(word(key, offset) ^ state, word(key, offset &+ 8) ^ factor)
                offset &+= 16
            }
            low = word(key, max(count &- 16, 0))
            high = word(key, count &- 8)
        } else if count >= 4 {
            low = UInt64(key.loadUnaligned(as: UInt32.self))
            high = UInt64(key.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
        } else if count > 0 {
            // The first, middle and last are all there are.
            low = UInt64(key[0]) | UInt64(key[count / 2]) << 8 | UInt64(key[count &- 1]) << 16
        }
        let mixed = Self.mix(low ^ state, high ^ factor)
        let place = UInt64(truncatingIfNeeded: count) << 32 | UInt64(UInt32(bitPattern: salt))
        return UInt32(truncatingIfNeeded: Self.mix(mixed ^ place, 0x9E37_79B9_7F4A_7C15))
    }

    @inline(__always)
    private func word(_ key: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        key.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    @inline(__always)
    private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (high, low) = a.multipliedFullWidth(by: b)
        return high ^ low
    }
}
