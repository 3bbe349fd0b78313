/// One way into kframe for bytes from outside, with what must hold whatever they are.
///
/// The same targets are run by libFuzzer (`make fuzz`), which looks for new inputs by the code that they reach, and by
/// `HostileBytesTests` on the stored inputs and a bounded number of mutations.
package struct FuzzTarget: Sendable, CustomStringConvertible {
    /// Its name on the command line, in lower case.
    package let name: String
    /// The longest input that is made, in bytes. Seeds may be longer.
    package let maximumLength: Int
    /// Inputs to begin with, most of them from the golden data.
    package let seeds: @Sendable () throws -> [[UInt8]]
    /// Words worth putting into an input.
    package let words: [[UInt8]]
    /// Throws ``FuzzFinding`` where something does not hold; a trap is a finding too.
    package let run: @Sendable (UnsafeRawBufferPointer) throws -> Void

    package var description: String { name }

    init(
        _ name: String, maximumLength: Int = 4096, words: [String] = [], binaryWords: [[UInt8]] = [],
        seeds: @escaping @Sendable () throws -> [[UInt8]],
        run: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) {
        self.name = name
        self.maximumLength = maximumLength
        self.words = words.map { Array($0.utf8) } + binaryWords
        self.seeds = seeds
        self.run = run
    }

    package static let all: [FuzzTarget] = [
        ResponseFuzz.target, RequestFuzz.target, FrameFuzz.target, RecordSetFuzz.target, CodecFuzz.target,
        LegacySetFuzz.target, ScanFuzz.target, LogFuzz.target, JSONFuzz.target, FilterFuzz.target, SettingsFuzz.target,
        ReceiptFuzz.target, TimeFuzz.target, SaslFuzz.target, TokenFuzz.target, AWSProfileFuzz.target,
        CertificateFuzz.target,
    ]

    package static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }

    /// The inputs kept in `corpus/NAME.txt`, one a line in Base64: found by libFuzzer, or the cause of a mend.
    package func storedInputs() throws -> [[UInt8]] { try StoredInputs.load(name) }
}

/// Something that must hold does not.
package struct FuzzFinding: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// Throws where `isTrue` is not.
func hold(_ isTrue: Bool, _ what: @autoclosure () -> String) throws {
    guard isTrue else { throw FuzzFinding(what()) }
}
