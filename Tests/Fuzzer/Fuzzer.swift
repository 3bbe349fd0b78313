import Foundation
import FuzzTargets

/// libFuzzer's own loop, with the target that KFRAME_FUZZ_TARGET names.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ one: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

private let target = ProcessInfo.processInfo.environment["KFRAME_FUZZ_TARGET"].flatMap(FuzzTarget.named)

/// `kframe-fuzz --list`, `--seeds DIRECTORY`, `--words FILE`, `--text DIRECTORY`, or libFuzzer's own arguments.
@main
enum Fuzzer {
    static func main() throws {
        let arguments = CommandLine.arguments
        if arguments.count > 1, arguments[1] == "--list" {
            for target in FuzzTarget.all { print(target.name, target.maximumLength) }
            return
        }
        guard let target else {
            FileHandle.standardError.write(Data("KFRAME_FUZZ_TARGET must name a target; --list shows them\n".utf8))
            exit(64)
        }
        if arguments.count > 2, arguments[1] == "--seeds" { return try writeSeeds(target, to: arguments[2]) }
        if arguments.count > 2, arguments[1] == "--words" { return try writeWords(target, to: arguments[2]) }
        if arguments.count > 2, arguments[1] == "--text" { return try printText(arguments[2]) }
        var count = CommandLine.argc
        var pointers = CommandLine.unsafeArgv
        exit(runDriver(&count, &pointers, one))
    }

    private static func writeSeeds(_ target: FuzzTarget, to directory: String) throws {
        for (place, input) in try (target.seeds() + target.storedInputs()).enumerated() {
            try Data(input).write(to: URL(fileURLWithPath: "\(directory)/seed-\(place)"))
        }
    }

    /// A dictionary of libFuzzer's form.
    private static func writeWords(_ target: FuzzTarget, to file: String) throws {
        let lines = target.words.map { word in
            "\"" + word.map { "\\x" + (($0 < 16 ? "0" : "") + String($0, radix: 16)) }.joined() + "\"\n"
        }
        try Data(lines.joined().utf8).write(to: URL(fileURLWithPath: file))
    }

    /// Inputs as they are stored: Base64, a line each, the shortest first.
    private static func printText(_ directory: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        let inputs = try names.map { try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\($0)")) }
        for input in inputs.sorted(by: { ($0.count, $0.base64EncodedString()) < ($1.count, $1.base64EncodedString()) })
        {
            print(input.base64EncodedString())
        }
    }
}

private let one: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32 = { start, count in
    guard let target else { return -1 }
    do {
        try target.run(UnsafeRawBufferPointer(start: start, count: count))
    } catch {
        FileHandle.standardError.write(Data("\(target): \(error)\n".utf8))
        abort()
    }
    return 0
}
