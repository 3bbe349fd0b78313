import Foundation
import Testing

@testable import KFrameCLI

@Suite struct RowOutputTests {
    private func inDirectory(_ body: (String) throws -> Void) throws {
        let directory = try TemporaryDirectory(prefix: "kframe-output")
        defer { directory.remove() }
        try body(directory.path)
    }

    @Test func aFileGetsItsNameOnlyWhenItIsWhole() throws {
        try inDirectory { directory in
            let path = directory + "/rows.csv"
            let output = try RowOutput(path: path, force: false)
            try output.write("a,b\r\n")
            try output.flush()
            #expect(!FileManager.default.fileExists(atPath: path))
            try output.finish()
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "a,b\r\n")
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["rows.csv"])
        }
    }

    @Test func aFailedReadLeavesNothing() throws {
        try inDirectory { directory in
            var output: RowOutput? = try RowOutput(path: directory + "/rows.csv", force: false)
            try output?.write("half a file")
            output = nil
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
        }
    }

    @Test func anExistingFileIsKeptUnlessForced() throws {
        try inDirectory { directory in
            let path = directory + "/rows.csv"
            try "old".write(toFile: path, atomically: true, encoding: .utf8)
            #expect(throws: OutputError.self) { _ = try RowOutput(path: path, force: false) }
            let output = try RowOutput(path: path, force: true)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
            try output.write("new")
            try output.finish()
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
        }
    }

    @Test func aDirectoryThatIsNotThereIsAnError() {
        #expect(throws: OutputError.self) { _ = try RowOutput(path: "/nowhere/at/all/rows.csv", force: false) }
    }
}
