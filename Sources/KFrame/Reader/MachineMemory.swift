#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How much memory this process may have, and how much of that nobody has taken yet.
package struct MachineMemory: Sendable, Equatable {
    /// Bytes in all: the machine's, or those of the control group (of a container) that has fewer.
    package var limit: Int
    /// Bytes that can be had without anything being ended or swapped: what caches of files hold counts as free.
    package var available: Int
    /// Whether the limit is a control group's.
    package var isOfGroup: Bool

    package init(limit: Int, available: Int, isOfGroup: Bool = false) {
        self.limit = limit
        self.available = available
        self.isOfGroup = isOfGroup
    }

    /// What is left now; nil where the system does not say. Takes about a tenth of a millisecond.
    package static func now() -> MachineMemory? {
        #if os(Linux)
        return linux { Self.text(ofFile: $0) }
        #else
        // What is free says little where memory is compressed and swapped; the resident size says what is ours.
        let page = sysconf(Int32(_SC_PAGESIZE))
        let limit = sysconf(Int32(_SC_PHYS_PAGES)) * page
        var usage = rusage()
        guard limit > 0, getrusage(RUSAGE_SELF, &usage) == 0 else { return nil }
        return MachineMemory(limit: limit, available: max(0, limit - usage.ru_maxrss))
        #endif
    }

    /// The least of what the machine, and every control group that this process is in, have left.
    ///
    /// - Parameter file: the text of a file, nil where there is none.
    package static func linux(file: (String) -> String?) -> MachineMemory? {
        guard let info = file("/proc/meminfo"), let total = number("MemTotal:", in: info),
            let available = number("MemAvailable:", in: info) ?? number("MemFree:", in: info)
        else { return nil }
        var memory = MachineMemory(limit: total << 10, available: available << 10)
        for line in file("/proc/self/cgroup")?.split(separator: "\n") ?? [] {
            // "0::/path" of version 2, "7:memory:/path" of version 1.
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let group: Group
            if parts[0] == "0" {
                group = .second
            } else if parts[1].split(separator: ",").contains("memory") {
                group = .first
            } else {
                continue
            }
            for path in Self.paths(parts[2]) { memory.narrow(to: group, group.root + path, file) }
        }
        return memory
    }

    /// The two versions of control groups, and what their files are called.
    private enum Group {
        case first, second

        var root: String { self == .first ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup" }
        var limit: String { self == .first ? "memory.limit_in_bytes" : "memory.max" }
        var usage: String { self == .first ? "memory.usage_in_bytes" : "memory.current" }
        /// In `memory.stat`: file caches that are given up first.
        var cache: String { self == .first ? "total_inactive_file" : "inactive_file" }
    }

    /// A group's path and those of the groups around it, up to the root, which in a container is the group itself.
    private static func paths(_ path: Substring) -> [String] {
        var paths = [""]
        for part in path.split(separator: "/") { paths.append("\(paths.last ?? "")/\(part)") }
        return paths
    }

    private mutating func narrow(to group: Group, _ path: String, _ file: (String) -> String?) {
        // "max", or of version 1 a number beyond all memory: no limit.
        guard let limit = file("\(path)/\(group.limit)").flatMap(Self.number), limit < self.limit,
            let usage = file("\(path)/\(group.usage)").flatMap(Self.number)
        else { return }
        let cache = file("\(path)/memory.stat").flatMap { Self.number(group.cache, in: $0) } ?? 0
        let left = max(0, limit - max(0, usage - min(usage, cache)))
        self = MachineMemory(limit: limit, available: min(available, left), isOfGroup: true)
    }

    private static func number(_ text: String) -> Int? {
        Int(text.prefix { !$0.isWhitespace })
    }

    /// The number after a name at the beginning of a line.
    private static func number(_ name: String, in text: String) -> Int? {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            if words.count >= 2, words[0] == name {
                return Int(words[1]).flatMap { (0..<1 << 50).contains($0) ? $0 : nil }
            }
        }
        return nil
    }

    /// The text of one of the kernel's small files.
    private static func text(ofFile path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return withUnsafeTemporaryAllocation(byteCount: 16384, alignment: 1) { buffer in
            var count = 0
            while count < buffer.count {
                let part = systemRead(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
                if part <= 0 { break }
                count += part
            }
            return String(validating: buffer[..<count], as: UTF8.self)
        }
    }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
