import Foundation

/// How much address space the process has had at most: it shows a reservation even if its pages were never touched.
enum MemoryPeak {
    /// KiB; nil where the system does not tell.
    static func virtualKiB() -> Int? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmPeak:") }
        return line.flatMap { $0.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first }.flatMap {
            Int($0)
        }
    }
}
