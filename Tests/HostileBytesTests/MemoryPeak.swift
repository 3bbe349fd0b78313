import Foundation

/// The most memory that the process has held since the last ``reset()``. Linux only: nil elsewhere.
enum MemoryPeak {
    static func reset() {
        try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"), options: [])
    }

    /// Bytes.
    static var resident: Int? { field("VmHWM:") }
    static var current: Int? { field("VmRSS:") }

    private static func field(_ name: String) -> Int? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split { $0 == " " || $0 == "\t" }.dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }
}
