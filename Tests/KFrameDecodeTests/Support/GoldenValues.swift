import Foundation
import Testing

/// Values of topics that a real Kafka wrote (GoldenData/fixtures/expected).
enum GoldenValues {
    /// The values of a topic, in order of partition and offset.
    static func values(_ topic: String) throws -> [[UInt8]?] {
        let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "GoldenData/fixtures/expected")
        let plain = folder.appending(path: "\(topic).records.ndjson")
        let lines: Data
        if FileManager.default.fileExists(atPath: plain.path) {
            lines = try Data(contentsOf: plain)
        } else {
            lines = try unzipped(folder.appending(path: "\(topic).records.ndjson.gz"))
        }
        return try lines.split(separator: UInt8(ascii: "\n")).map { line in
            let record = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
            guard let text = record["value_b64"] as? String else { return nil }
            return Array(try #require(Data(base64Encoded: text)))
        }
    }

    private static func unzipped(_ file: URL) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", file.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return data
    }
}
