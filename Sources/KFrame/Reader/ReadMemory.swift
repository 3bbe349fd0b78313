import KFrameScan
import TextRender

/// Watches what a read holds until its end while it grows, and ends it before the machine runs out of memory: a process
/// that takes what is not there is ended by the kernel, with all that is in it.
///
/// The bytes held are added up job by job; what the machine has left is asked for each time they have grown by a step.
struct ReadMemory: Sendable {
    /// What grows with the range.
    enum Holding {
        case frame
        /// Of a count: as many as there are combinations of values.
        case groups
    }

    private let topic: String
    private let holding: Holding
    /// What the caller allows; nil for what the machine has.
    private let allowed: Int?
    private let step: Int
    private let machine: @Sendable () -> MachineMemory?
    private(set) var byteCount = 0
    private var nextLook: Int

    init(_ holding: Holding, _ read: PreparedRead, _ options: ReadOptions) {
        topic = read.plan.topic
        self.holding = holding
        allowed = options.memory
        step = read.limits.memoryStep
        machine = read.limits.machineMemory
        nextLook = step
    }

    /// Takes note of so many more bytes.
    ///
    /// - Throws: ``KFrameError/Code/frameTooLarge``.
    mutating func add(_ bytes: Int) throws(KFrameError) {
        byteCount += bytes
        if let allowed, byteCount > allowed {
            let limit = holding == .frame ? "--memory allows" : "the limit set is"
            throw error("and \(limit) \(HumanFormat.bytes(allowed))")
        }
        if byteCount >= nextLook { try look(needing: 0) }
    }

    /// Asks whether so much more can be had.
    mutating func look(needing bytes: Int) throws(KFrameError) {
        nextLook = byteCount + step
        // Who allows more than there is knows why: swap, or memory that others will let go of.
        guard allowed == nil, let memory = machine(), memory.available < bytes + Self.reserve(memory) else { return }
        let whose = memory.isOfGroup ? "this container (its control group) may have" : "this machine has"
        let left =
            "of the \(HumanFormat.bytes(memory.limit)) that \(whose) \(HumanFormat.bytes(memory.available)) are left"
        throw error(bytes == 0 ? "and \(left)" : "needs as much again to be put in order of time, and \(left)")
    }

    /// What is left to the read's own work and to everybody else.
    private static func reserve(_ memory: MachineMemory) -> Int { min(max(memory.limit / 16, 128 << 20), 1 << 30) }

    private func error(_ why: String) -> KFrameError {
        let reached = "of \(topic) has reached \(HumanFormat.bytes(byteCount)), \(why)."
        return switch holding {
        case .frame:
            KFrameError(
                .frameTooLarge,
                "the frame \(reached) Read less: a narrower range, a filter, fewer columns with --select; or let the rows pass "
                    + "in a stream (--format ndjson). --memory sets another limit",
                topic: topic)
        case .groups:
            KFrameError(
                .frameTooLarge,
                "the table of groups \(reached) Count less: a narrower range, a filter, columns of fewer different values, or "
                    + "longer intervals",
                topic: topic)
        }
    }
}
