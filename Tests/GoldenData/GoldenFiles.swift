package import Foundation

/// Where the golden data lies, and how its files are read.
///
/// The folder is found through the place of this source file, so tests can be run from any directory.
package enum GoldenFiles {
    /// `Tests/GoldenData/fixtures`, as an absolute path without a slash at its end.
    package static let directory: String = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("fixtures").path

    /// The log directory of the broker after a clean shutdown.
    package static var logDirectory: String { path("log") }

    /// A log directory with one partition (`unclosed-0`), copied while the broker ran.
    package static var runningLogDirectory: String { path("log-running") }

    /// The absolute path of a file named from the fixture directory: `path("legacy/v0-none.bin")`.
    package static func path(_ relative: String) -> String { directory + "/" + relative }

    /// All bytes of a file named from the fixture directory.
    package static func bytes(_ relative: String) throws -> [UInt8] { [UInt8](try data(relative)) }

    /// The names in a folder (named from the fixture directory), sorted by their bytes.
    package static func names(in relative: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(relative)).sorted()
    }

    package static func exists(_ relative: String) -> Bool { FileManager.default.fileExists(atPath: path(relative)) }

    /// The bytes as `Data`, for Foundation's own parsers.
    package static func data(_ relative: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path(relative)))
    }

    /// The unpacked bytes of a `.gz` file, by way of the `gzip` program.
    package static func gunzipped(_ relative: String) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", path(relative)]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw GoldenDataError(file: relative, reason: "gzip ended with status \(process.terminationStatus)")
        }
        return data
    }
}
