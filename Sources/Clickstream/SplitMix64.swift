/// A small fast generator of pseudo-random numbers (Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", 2014): one 64-bit word of state, the same numbers everywhere.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// A generator for a thing that has several numbers: the same numbers always give the same one.
    init(seed: UInt64, _ first: Int, _ second: Int) {
        var mixer = SplitMix64(seed: seed)
        mixer.state ^= UInt64(truncatingIfNeeded: first) &* 0xD6E8_FEB8_6659_FD93
        mixer.state = mixer.next() ^ UInt64(truncatingIfNeeded: second)
        state = mixer.next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `bound` - 1; `bound` is between 1 and 2^32.
    mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(truncatingIfNeeded: bound)) >> 32)
    }

    /// True in `percent` of a hundred cases.
    mutating func chance(_ percent: Int) -> Bool {
        below(100) < percent
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }
}
