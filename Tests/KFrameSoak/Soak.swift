import ArgumentParser
import Foundation
import KFrame
import KafkaLocal
import Logging
import TestSupport

/// Reads at random from a cluster in which much goes wrong: every read gives exactly the rows of a brute force, or an error
/// that names what went wrong.
@main
struct Soak: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "KFrameSoak")

    @Option(help: "What everything follows from.")
    var seed: UInt64 = .random(in: 0...999_999_999)

    @Option(help: "How many reads.")
    var runs = 10_000

    @Option(help: "Only this one.")
    var run: Int?

    @Option(help: "Reads at the same time, each from a cluster of its own.")
    var workers = 6

    @Option(help: "Seconds after which a read counts as hanging.")
    var patience = 60.0

    func run() async throws {
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
        let files = try TemporaryDirectory()
        let world = try SoakWorld(in: files.path, seed: seed)
        say("seed \(seed), \(run.map { "run \($0)" } ?? "\(runs) reads")")
        let began = ContinuousClock.now
        let tally = SoakTally()
        if let run {
            try await work(world, tally) { number in number == nil ? run : nil }
        } else {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<max(1, workers) {
                    group.addTask { try await work(world, tally) { _ in await tally.takeNumber(below: runs) } }
                }
                try await group.waitForAll()
            }
        }
        print(await tally.report)
        print("seed \(seed), \((ContinuousClock.now - began).components.seconds) s")
        for wrong in await tally.wrong { print("WRONG: \(wrong)") }
        guard await tally.wrong.isEmpty else {
            if let number = await tally.firstWrong { print("again: make soak SEED=\(seed) RUN=\(number)") }
            throw ExitCode.failure
        }
    }

    private func work(
        _ world: SoakWorld, _ tally: SoakTally, next: (_ last: Int?) async -> Int?
    ) async throws {
        let cluster = try await world.startCluster()
        var last: Int?
        while let number = await next(last) {
            last = number
            try await cluster.reset()
            var mixed = SplitMix64(seed: seed &+ UInt64(number))
            let soak = SoakRun(seed: mixed.next(), on: cluster, in: world)
            if run != nil { print("\(soak.question)\n\(soak.script.planned.joined(separator: "\n"))") }
            let guardian = Task { [seed, patience] in
                try await Task.sleep(for: .seconds(patience))
                say("WRONG: run \(number) hangs: \(soak.question)\n  faults: \(soak.script.planned)")
                say("again: make soak SEED=\(seed) RUN=\(number)")
                leave()
            }
            let verdict = await soak.run()
            guardian.cancel()
            await tally.add(number, soak, verdict)
            if run != nil { print("\(verdict)") }
            let done = await tally.runs
            if done % 1_000 == 0 { say("\(done) reads so far") }
        }
        await cluster.shutdown()
    }
}

/// Prints a line that is seen at once also where it goes to a file.
private func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

/// Ends the process: a read that hangs cannot be waited for.
private func leave() -> Never { exit(1) }
