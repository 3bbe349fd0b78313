import FuzzTargets
import TestSupport

/// Makes inputs of inputs: bits, bytes, runs and numbers changed, words put in, two inputs joined.
struct Mutator {
    private static let numbers: [[UInt8]] = [
        [0xFF], [0x7F], [0x80], [0, 0], [0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0],
        [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
    ]

    let inputs: [[UInt8]]
    let words: [[UInt8]]
    let maximumLength: Int
    var generator: SplitMix64

    init(_ target: FuzzTarget, _ inputs: [[UInt8]], seed: UInt64) {
        self.inputs = inputs
        words = target.words + Self.numbers
        maximumLength = target.maximumLength
        generator = SplitMix64(seed: seed)
    }

    mutating func next() -> [UInt8] {
        var input = Array((inputs.randomElement(using: &generator) ?? []).prefix(maximumLength))
        for _ in 0..<Int.random(in: 1...4, using: &generator) { mutate(&input) }
        return Array(input.prefix(maximumLength))
    }

    private mutating func mutate(_ input: inout [UInt8]) {
        let place = Int.random(in: 0...input.count, using: &generator)
        let end = min(input.count, place + Int.random(in: 1...16, using: &generator))
        switch Int.random(in: 0..<8, using: &generator) {
        case 0 where place < input.count: input[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1 where place < input.count: input[place] = UInt8.random(in: 0...255, using: &generator)
        case 2: input.removeSubrange(place..<end)
        case 3: input.insert(contentsOf: input[place..<end], at: place)
        case 4: input.insert(contentsOf: words.randomElement(using: &generator) ?? [], at: place)
        case 5:
            let word = words.randomElement(using: &generator) ?? []
            input.replaceSubrange(place..<min(input.count, place + word.count), with: word)
        case 6: input.removeSubrange(place...)
        default:
            let other = inputs.randomElement(using: &generator) ?? []
            input.replaceSubrange(place..., with: other.suffix(min(other.count, maximumLength)))
        }
    }
}
