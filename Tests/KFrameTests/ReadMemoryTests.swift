import KFrame
import KFrameScan
import Testing

/// A frame that outgrows the memory there is, or that was allowed, ends its read, and so do the groups of a count; no process
/// dies of it.
@Suite struct ReadMemoryTests {
    private static let rows = 2_000

    private static func log() throws -> TestLog {
        try TestLog(
            TestRecord.events((0..<rows).map { #"{"n":\#($0),"text":"\#(String(repeating: "x", count: 100))"}"# }),
            batching: .records(100))
    }

    private static func limits(_ memory: MachineMemory?) -> ReadLimits {
        var limits = ReadLimits()
        limits.recordsPerJob = 100
        limits.memoryStep = 50_000
        limits.machineMemory = { memory }
        return limits
    }

    private static func options(memory: Int? = nil, _ change: (inout ReadOptions) -> Void = { _ in }) -> ReadOptions {
        var options = ReadOptions()
        options.memory = memory
        change(&options)
        return options
    }

    @Test("more than allowed ends the read, and says what to do")
    func allowed() async throws {
        let log = try Self.log()
        let error = await failure { try await log.frame(Self.options(memory: 100_000)) }
        #expect(error?.code == .frameTooLarge && error?.topic == "t")
        let message = error?.message ?? ""
        #expect(message.hasPrefix("the frame of t has reached "), "\(message)")
        for word in [", and --memory allows 100 kB. ", "narrower range", "--select", "--format ndjson"] {
            #expect(message.contains(word), "\(message)")
        }
        let frame = try await log.frame(Self.options(memory: 10_000_000))
        #expect(frame.count == Self.rows)
        // What is counted is what the frame has, more or less.
        #expect(await failure { try await log.frame(Self.options(memory: frame.byteCount)) }?.code == .frameTooLarge)
        #expect(try await log.frame(Self.options(memory: 2 * frame.byteCount)).count == Self.rows)
    }

    @Test("less than a reserve that is left ends the read; a limit of one's own counts instead")
    func machine() async throws {
        let log = try Self.log()
        let full = MachineMemory(limit: 8 << 30, available: 100 << 20)
        var error = await failure { try await log.frame(limits: Self.limits(full)) }
        #expect(error?.code == .frameTooLarge)
        #expect(
            error?.message.contains("of the 8.59 GB that this machine has 105 MB are left") == true, "\(error as Any)")
        let container = MachineMemory(limit: 1 << 30, available: 0, isOfGroup: true)
        error = await failure { try await log.frame(limits: Self.limits(container)) }
        #expect(error?.message.contains("that this container (its control group) may have 0 B are left") == true)
        #expect(try await log.frame(Self.options(memory: 10_000_000), limits: Self.limits(full)).count == Self.rows)
        for enough in [MachineMemory(limit: 8 << 30, available: 1 << 30), nil] {
            #expect(try await log.frame(limits: Self.limits(enough)).count == Self.rows)
        }
    }

    @Test("order of time needs a frame twice, and text that waits for all other counts too")
    func timeOrder() async throws {
        let log = try Self.log()
        let options = Self.options { $0.order = .time }
        // The reserve of a machine of 1 GiB is 128 MiB, and the frame of some hundred kilobytes.
        let nearlyFull = MachineMemory(limit: 1 << 30, available: (128 << 20) + 100_000)
        #expect(try await log.frame(limits: Self.limits(nearlyFull)).count == Self.rows)
        let error = await failure { try await log.frame(options, limits: Self.limits(nearlyFull)) }
        #expect(error?.code == .frameTooLarge)
        #expect(error?.message.contains("needs as much again to be put in order of time") == true, "\(error as Any)")
        let text = await failure { try await log.text(.ndjson, Self.options(memory: 100_000) { $0.order = .time }) }
        #expect(text?.code == .frameTooLarge)
    }

    @Test("streams have no limit")
    func streams() async throws {
        let log = try Self.log()
        let none = Self.limits(MachineMemory(limit: 1 << 30, available: 0))
        #expect(
            try await log.text(.ndjson, Self.options(memory: 1), limits: none).split(separator: "\n").count == Self.rows
        )
        var rows = 0
        for try await batch in try await log.reader(none).batches(
            "t", from: "earliest", to: "latest", options: Self.options(memory: 1))
        {
            rows += batch.count
        }
        #expect(rows == Self.rows)
    }

    @Test("groups of a count by very many values end it, and few do not")
    func groups() async throws {
        let log = try Self.log()
        let full = Self.limits(MachineMemory(limit: 8 << 30, available: 100 << 20))
        let reader = try await log.reader(full)
        let error = await failure { try await reader.count("t", from: "earliest", to: "latest", by: ["n", "text"]) }
        #expect(error?.code == .frameTooLarge && error?.topic == "t")
        let message = error?.message ?? ""
        #expect(message.hasPrefix("the table of groups of t has reached "), "\(message)")
        for word in ["this machine has 105 MB are left", "narrower range", "fewer different values"] {
            #expect(message.contains(word), "\(message)")
        }
        let few = try await reader.count("t", from: "earliest", to: "latest", by: ["text"])
        #expect(few.entries.map(\.count) == [Int64(Self.rows)])
        let limited = await failure {
            try await log.reader().count(
                "t", from: "earliest", to: "latest", by: ["n"], options: Self.options(memory: 10_000))
        }
        #expect(limited?.message.contains("the limit set is 10.0 kB") == true, "\(limited as Any)")
    }

    @Test("what grows when its types are decided counts: numbers that meet text")
    func promotion() async throws {
        let numbers = (0..<4_000).map { _ in #"{"v":-1234567890.123456}"# }
        var limits = ReadLimits()
        limits.recordsPerJob = 1_000
        let options = Self.options(memory: 155_000)
        let plain = try TestLog(TestRecord.events(numbers), batching: .records(1_000))
        #expect(try await plain.frame(options, limits: limits).count == 4_000)
        let mixed = try TestLog(TestRecord.events(numbers + [#"{"v":"text"}"#]), batching: .records(1_000))
        #expect(await failure { try await mixed.frame(options, limits: limits) }?.code == .frameTooLarge)
    }
}
