import Foundation

/// A directory of its own that is removed with everything in it when the program ends, however it ends.
struct TemporaryDirectory {
    let path: String

    init(prefix: String) throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(
            "\(prefix)-\(UInt32.random(in: 0 ... .max))", isDirectory: true)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
