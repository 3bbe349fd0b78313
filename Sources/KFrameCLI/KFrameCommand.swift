import ArgumentParser
import KFrame

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The command's entry: parses, runs, and turns what happens into an exit status.
///
/// 0 read; 1 a read that failed; 2 wrong usage; 130 interrupted.
@main
enum Main {
    static func main() async {
        // A reader that goes away (`| head`) is seen as an error of write, and is none of ours.
        signal(SIGPIPE, SIG_IGN)
        Interruption.shared.install()
        let status = await run(Array(CommandLine.arguments.dropFirst()))
        Frame.abandonAll()
        exit(status)
    }

    static func run(_ arguments: [String]) async -> Int32 {
        var name = ""
        do {
            var command = try KFrameCommand.parseAsRoot(arguments)
            name = type(of: command).configuration.commandName ?? ""
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return 0
        } catch let error as KFrameError {
            Console.standard.report(error)
            return error.code.isUsage ? 2 : 1
        } catch is BrokenPipe {
            return 0
        } catch let error as OutputError {
            Console.standard.report(error.message)
            return 1
        } catch let error as ValidationError where !name.isEmpty {
            // Seen by the command itself; the argument parser would show how to use kframe as a whole.
            Console.standard.report("\(error.message)\n  See 'kframe \(name) --help' for more information.")
            return 2
        } catch {
            return report(error)
        }
    }

    /// What the argument parser throws: help that was asked for, and wrong usage.
    private static func report(_ error: any Error) -> Int32 {
        let text = KFrameCommand.fullMessage(for: error)
        if KFrameCommand.exitCode(for: error) == .success {
            print(text)
            return 0
        }
        Console.standard.write(text + "\n")
        return 2
    }
}

extension KFrameError.Code {
    /// What the user can mend on the command line.
    var isUsage: Bool {
        switch self {
        case .invalidTime, .invalidArgument, .invalidFilter: true
        default: false
        }
    }
}

struct KFrameCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kframe",
        abstract: "Read a time range of a Kafka topic into a typed data frame, with a receipt that proves it.",
        discussion: """
            kframe topics -b localhost:9092
            kframe read analytics__pageview --from 2022-09-22T12:00Z --to +2h \\
                --where "writeKey = 'newapp_2022_test_key'"
            kframe count analytics__pageview --from -2h --to now --by type --every 5m

            Times: 2022-09-22T12:00Z, 2022-09-22T14:00+02:00, -2h, now, +2h (an end), 1663848000000, earliest, latest.
            It reads only: no consumer group, no commits. Try it without Kafka: kframe demo
            """,
        version: "kframe 0.1.0",
        subcommands: [
            TopicsCommand.self, PlanCommand.self, ReadCommand.self, CountCommand.self, ServeCommand.self,
            DemoCommand.self, DoctorCommand.self,
        ])
}
