import KFrame
import Testing

/// What a machine has left, by the kernel's files.
@Suite struct MachineMemoryTests {
    private static let info = "MemTotal:       24000000 kB\nMemFree:          100000 kB\nMemAvailable:   20000000 kB\n"
    private static let machine = MachineMemory(limit: 24_000_000 << 10, available: 20_000_000 << 10)

    private static func memory(_ files: [String: String]) -> MachineMemory? {
        MachineMemory.linux { files[$0] ?? ($0 == "/proc/meminfo" ? info : nil) }
    }

    @Test("without control groups it is the machine's")
    func machineAlone() {
        #expect(Self.memory([:]) == Self.machine)
        #expect(MachineMemory.linux { _ in nil } == nil)
        #expect(MachineMemory.linux { $0 == "/proc/meminfo" ? "MemTotal: x kB\nMemAvailable:" : nil } == nil)
    }

    @Test("a container of version 2, whose group is the root; what file caches hold is free")
    func second() {
        let files = [
            "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": "1000000000\n",
            "/sys/fs/cgroup/memory.current": "700000000\n",
            "/sys/fs/cgroup/memory.stat": "anon 5\ninactive_file 200000000\nactive_file 7\n",
        ]
        #expect(
            Self.memory(files) == MachineMemory(limit: 1_000_000_000, available: 500_000_000, isOfGroup: true))
    }

    @Test("a group within a group: the least of both counts")
    func nested() {
        var files = [
            "/proc/self/cgroup": "0::/user.slice/job\n", "/sys/fs/cgroup/user.slice/memory.max": "2000000000",
            "/sys/fs/cgroup/user.slice/memory.current": "1999999999",
            "/sys/fs/cgroup/user.slice/job/memory.max": "max", "/sys/fs/cgroup/user.slice/job/memory.current": "5",
        ]
        #expect(Self.memory(files) == MachineMemory(limit: 2_000_000_000, available: 1, isOfGroup: true))
        files["/sys/fs/cgroup/user.slice/job/memory.max"] = "1000"
        #expect(Self.memory(files) == MachineMemory(limit: 1_000, available: 1, isOfGroup: true))
        // More than the machine has is no limit.
        files["/sys/fs/cgroup/user.slice/memory.max"] = "99000000000"
        files["/sys/fs/cgroup/user.slice/job/memory.max"] = "max"
        #expect(Self.memory(files) == Self.machine)
    }

    @Test("version 1")
    func first() {
        let files = [
            "/proc/self/cgroup": "12:cpu,cpuacct:/docker/a\n7:memory:/docker/a\n0::/\n",
            "/sys/fs/cgroup/memory/docker/a/memory.limit_in_bytes": "1000",
            "/sys/fs/cgroup/memory/docker/a/memory.usage_in_bytes": "900",
            "/sys/fs/cgroup/memory/docker/a/memory.stat": "total_inactive_file 100\n",
            "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712",
            "/sys/fs/cgroup/memory/memory.usage_in_bytes": "5",
        ]
        #expect(Self.memory(files) == MachineMemory(limit: 1_000, available: 200, isOfGroup: true))
    }

    @Test("here it is something sensible")
    func here() throws {
        let memory = try #require(MachineMemory.now())
        #expect(memory.limit > 64 << 20 && (1...memory.limit).contains(memory.available))
    }
}
