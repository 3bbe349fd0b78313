import Foundation
import FuzzTargets
import Testing

/// What libFuzzer does at length (`make fuzz`), for a few seconds: every target on its seeds, on the stored inputs, and on
/// a fixed number of mutations of these. No timing, the same inputs each time.
@Suite(.serialized) struct HostileBytesTests {
    @Test("seeds and stored inputs", arguments: FuzzTarget.all)
    func stored(_ target: FuzzTarget) throws {
        let inputs = try target.seeds() + target.storedInputs()
        #expect(!inputs.isEmpty)
        for input in inputs { Self.run(target, input) }
    }

    @Test("mutations", arguments: FuzzTarget.all)
    func mutations(_ target: FuzzTarget) throws {
        var mutator = Mutator(target, try target.seeds() + target.storedInputs(), seed: 20_220_922)
        for _ in 0..<Self.count(target) { Self.run(target, mutator.next()) }
    }

    /// As many as take about two seconds in a debug build.
    private static func count(_ target: FuzzTarget) -> Int {
        switch target.name {
        case "sasl", "log": 400
        default: 1500
        }
    }

    private static func run(_ target: FuzzTarget, _ input: [UInt8]) {
        do {
            try input.withUnsafeBytes { try target.run($0) }
        } catch {
            Issue.record("\(target): \(error)\ninput: \(Data(input).base64EncodedString())")
        }
    }
}
