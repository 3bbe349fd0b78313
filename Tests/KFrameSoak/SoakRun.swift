import KFrame
import KFrameScan
import KafkaLocal
import TestSupport

/// One read under faults, and the verdict on it.
struct SoakRun: Sendable {
    enum Verdict: Sendable {
        /// The rows of the brute force, and a receipt that adds up.
        case exact
        /// An error that names a fault which was met.
        case failed(KFrameError)
        case wrong(String)
    }

    let question: SoakQuestion
    let script: FaultScript
    private let cluster: LocalCluster
    private let world: SoakWorld
    private let topic: KnownTopic
    private let settings: [String: String]
    private let limits: ReadLimits

    /// - Parameter seed: everything about the run follows from it.
    init(seed: UInt64, on cluster: LocalCluster, in world: SoakWorld) {
        var random = SplitMix64(seed: seed)
        self.cluster = cluster
        self.world = world
        topic = random.chance(55) ? world.generated.topic : random.pick(world.golden)
        var question = SoakQuestion(topic, &random)
        let count = random.pick([0, 1, 1, 1, 2, 2, 3, 4])
        script = FaultScript(
            count, of: cluster, topic: topic, others: topic.isGenerated ? world.generated.others : [:], &random)
        if random.chance(4) { question.timeout = .milliseconds(20 + random.below(200)) }
        self.question = question
        settings = Self.settings(cluster, &random)
        limits = Self.limits(&random)
    }

    /// Reads, and compares with the brute force.
    func run() async -> Verdict {
        let outcome: Result<[ReadRow], any Error>
        do {
            outcome = .success(try await read())
        } catch {
            outcome = .failure(error)
        }
        await script.end()
        switch outcome {
        case .success(let rows): return check(rows)
        case .failure(let error as KFrameError): return check(error)
        case .failure(let error as WrongRows): return .wrong(error.message)
        case .failure(let error): return .wrong("an error of no kind: \(error)")
        }
    }

    // MARK: - Reading

    private struct WrongRows: Error {
        var message: String
    }

    private func read() async throws -> [ReadRow] {
        let options = question.options.started()
        let reader = try await Reader(
            .configured(KafkaConfiguration(settings)), limits: limits, deadline: options.deadline)
        do {
            let rows = try await read(reader, options)
            await reader.close()
            return rows
        } catch {
            await reader.close()
            throw error
        }
    }

    private func read(_ reader: Reader, _ options: ReadOptions) async throws -> [ReadRow] {
        switch question.face {
        case .frame:
            let frame = try await reader.read(question.topic, range: question.range, options: options)
            try check(frame.receipt, rows: frame.count)
            return rows(frame.columns, count: frame.count)
        case .batches:
            let plan = try await reader.plan(question.topic, range: question.range, options: options)
            let collected = Collected()
            let receipt = try await reader.withBatches(of: plan, options: options) { batch in
                await collected.add(rows(batch.columns, count: batch.count))
            }
            let all = await collected.rows
            try check(receipt, rows: all.count)
            return all
        case .count:
            var options = options
            options.columns = nil
            let plan = try await reader.plan(question.topic, range: question.range, options: options)
            let counts = try await reader.count(
                plan, by: ["_partition", "_offset", "_timestamp"], everyMilliseconds: nil, options: options)
            try check(counts.receipt, rows: Int(counts.total))
            return counts.entries.filter { $0.count > 0 }.map(Self.row).sorted {
                ($0.partition, $0.offset) < ($1.partition, $1.offset)
            }
        }
    }

    private static func row(_ entry: RowCounts.Entry) -> ReadRow {
        func number(_ index: Int) -> Int64? {
            entry.group.indices.contains(index) ? entry.group[index].flatMap { Int64($0) } : nil
        }
        // A group that was counted twice would be a row that came twice.
        let partition = entry.count == 1 ? Int32(number(0) ?? -1) : -2
        return ReadRow(partition: partition, offset: number(1) ?? -1, timestamp: -1, content: .unseen)
    }

    private func rows(_ columns: [FrameColumn], count: Int) -> [ReadRow] {
        func column(_ name: String) -> FrameColumn? { columns.first { $0.name == name } }
        let partitions = column("_partition")?.ints ?? []
        let offsets = column("_offset")?.ints ?? []
        let times = column("_timestamp")?.values ?? []
        let contents = column(question.isGenerated ? "n" : "_value")?.values ?? []
        return (0..<count).map { index in
            var row = ReadRow(
                partition: Int32(partitions[index] ?? -1), offset: offsets[index] ?? -1, timestamp: -1, content: .null)
            if index < times.count, case .timestamp(let time) = times[index] { row.timestamp = time.epochMilliseconds }
            guard index < contents.count else { return row }
            switch contents[index] {
            case .bytes(let bytes): row.content = .bytes(bytes)
            case .text(let text): row.content = .bytes(Array(text.utf8))
            case .int(let number): row.content = .number(number)
            default: break
            }
            return row
        }
    }

    // MARK: - The verdict

    private func check(_ receipt: ReadReceipt, rows: Int) throws {
        for partition in receipt.partitions {
            let counts = partition.counts
            let sum =
                counts.delivered + counts.outside + counts.filtered + counts.undecodable + counts.control
                + counts.aborted + counts.missing + counts.limited
            guard sum == partition.end - partition.start else {
                throw WrongRows(message: "the receipt of partition \(partition.partition) does not add up")
            }
        }
        guard receipt.total.delivered == Int64(rows) else {
            throw WrongRows(message: "the receipt tells of \(receipt.total.delivered) rows, and \(rows) came")
        }
    }

    private func check(_ rows: [ReadRow]) -> Verdict {
        let answers = histories().map { history in
            question.face == .count
                ? question.answer(history).map {
                    ReadRow(partition: $0.partition, offset: $0.offset, timestamp: -1, content: .unseen)
                } : question.answer(history)
        }
        if answers.contains(rows) { return .exact }
        let expected = answers[0]
        let (missing, extra) = (Set(expected).subtracting(rows), Set(rows).subtracting(expected))
        func some(_ rows: Set<ReadRow>) -> String {
            rows.sorted { ($0.partition, $0.offset) < ($1.partition, $1.offset) }.prefix(4).map(\.description)
                .joined(separator: ", ")
        }
        return .wrong(
            "\(rows.count) rows instead of \(expected.count): \(missing.count) missing (\(some(missing))), \(extra.count) "
                + "extra (\(some(extra)))")
    }

    /// What the log may have held when it was read: each change either came before the plan or after it was read.
    private func histories() -> [KnownTopic] {
        var histories = [topic]
        for change in script.changes {
            histories += histories.map { history in
                switch change {
                case .logStart(let partition, let offset): history.without(partition, below: offset)
                case .otherLog(let partition):
                    history.replacing(partition, with: world.generated.others[partition]?.records ?? [])
                }
            }
        }
        return histories
    }

    private func check(_ error: KFrameError) -> Verdict {
        let message = error.message.lowercased()
        if error.code == .deadlinePassed, question.timeout != nil {
            script.note(.deadline)
            return message.contains("is not done") ? .failed(error) : .wrong("a deadline without words: \(error)")
        }
        guard script.met.keys.contains(where: { kind in kind.words.contains { message.contains($0) } }) else {
            return .wrong("an error that names none of the faults met: \(error.code) \(error.message)")
        }
        return .failed(error)
    }

    // MARK: - The client

    private static func settings(_ cluster: LocalCluster, _ random: inout SplitMix64) -> [String: String] {
        var settings = [
            "bootstrap.servers": cluster.bootstrapServers, "request.timeout.ms": "1000",
            "socket.connection.setup.timeout.ms": "8000", "default.api.timeout.ms": "2500", "retry.backoff.ms": "5",
            "retry.backoff.max.ms": "100",
        ]
        if random.chance(50) { settings["client.rack"] = random.pick(["a", "b", "c", "nowhere"]) }
        return settings
    }

    private static func limits(_ random: inout SplitMix64) -> ReadLimits {
        var limits = ReadLimits()
        limits.workerCount = 1 + random.below(3)
        limits.recordsPerJob = random.pick([50, 400, 4_096])
        limits.frame.firstBytes = random.pick([500, 4_000, 64_000])
        limits.frame.partitionBytes = random.pick([2_000, 20_000, 1 << 20])
        limits.frame.fetchBytes = random.pick([4_000, 40_000, 1 << 20])
        limits.frame.readAheadBytes = random.pick([10_000, 100_000, 8 << 20])
        limits.frame.patience = .milliseconds(2_500)
        limits.stream = limits.frame
        return limits
    }
}

private actor Collected {
    private(set) var rows: [ReadRow] = []

    func add(_ more: [ReadRow]) { rows += more }
}
