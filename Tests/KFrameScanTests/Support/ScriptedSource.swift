import KFrameScan
import KafkaRecords
import KafkaWire
import NIOCore
import Synchronization

/// A source that answers from logs in memory, tells what it was asked, and does otherwise where a test says so.
final class ScriptedSource: RecordSource {
    enum Call: Equatable {
        case partitions(isFresh: Bool)
        case offsets([OffsetQuery], IsolationLevel)
    }

    /// What a source may answer in place of what its logs say; nil for what they say.
    typealias OffsetScript = @Sendable (OffsetQuery, IsolationLevel) throws(ScanError) -> OffsetAnswer?
    /// The fetch, its number from 0, and what the logs say.
    typealias FetchScript =
        @Sendable (SourceFetch, Int, [SourceFetched]) async throws(ScanError) -> [SourceFetched]

    private struct State {
        var logs: [Int32: ScriptedLog]
        var calls: [Call] = []
        var fetches: [SourceFetch] = []
        var bytesGiven = 0
        var offsetScript: OffsetScript?
        var fetchScript: FetchScript?
        var executor: (any TaskExecutor)?
    }

    let name = "script"
    private let state: Mutex<State>

    init(_ logs: [Int32: ScriptedLog]) { state = Mutex(State(logs: logs)) }

    convenience init(_ log: ScriptedLog) { self.init([0: log]) }

    var calls: [Call] { state.withLock { $0.calls } }
    var fetches: [SourceFetch] { state.withLock { $0.fetches } }
    /// Bytes that were answered so far.
    var bytesGiven: Int { state.withLock { $0.bytesGiven } }

    var executor: (any TaskExecutor)? {
        get { state.withLock { $0.executor } }
        set { state.withLock { $0.executor = newValue } }
    }

    func onOffsets(_ script: @escaping OffsetScript) { state.withLock { $0.offsetScript = script } }
    func onFetch(_ script: @escaping FetchScript) { state.withLock { $0.fetchScript = script } }
    func change(_ partition: Int32, _ body: @Sendable (inout ScriptedLog) -> Void) {
        state.withLock { state in
            guard var log = state.logs[partition] else { return }
            body(&log)
            state.logs[partition] = log
        }
    }

    /// A plan that reads all of all partitions.
    func wholePlan(
        range: TimeRange = TimeRange(from: nil, to: nil), isolation: IsolationLevel = .readUncommitted
    ) -> ScanPlan {
        let logs = state.withLock { $0.logs }
        return ScanPlan(
            topic: "t", range: range, late: .standard, isolation: isolation, source: name, plannedAt: 0,
            partitions: logs.keys.sorted().compactMap { partition in logs[partition]?.plan(partition) })
    }

    // MARK: - RecordSource

    func partitions(of topic: String, isFresh: Bool) async throws(ScanError) -> [SourcePartition] {
        state.withLock { state in
            state.calls.append(.partitions(isFresh: isFresh))
            return state.logs.keys.sorted().map {
                SourcePartition(partition: $0, leader: state.logs[$0]?.leader ?? -1)
            }
        }
    }

    func offsets(
        topic: String, _ queries: [OffsetQuery], isolation: IsolationLevel
    ) async throws(ScanError) -> [OffsetAnswer] {
        let script = state.withLock { state in
            state.calls.append(.offsets(queries, isolation))
            return state.offsetScript
        }
        var answers: [OffsetAnswer] = []
        for query in queries {
            if let scripted = try script?(query, isolation) {
                answers.append(scripted)
                continue
            }
            let log = state.withLock { $0.logs[query.partition] }
            guard let log else { throw ScanError(.unknownPartition, "no such partition") }
            answers.append(try Self.answer(query, isolation, log))
        }
        return answers
    }

    func fetch(_ request: SourceFetch) async throws(ScanError) -> [SourceFetched] {
        let (script, number, logs) = state.withLock { state in
            state.fetches.append(request)
            return (state.fetchScript, state.fetches.count - 1, state.logs)
        }
        var left = request.maxBytes
        var answers: [SourceFetched] = []
        for asked in request.partitions {
            guard let log = logs[asked.partition] else { continue }
            let bytes = left > 0 ? log.read(from: asked.offset, maxBytes: min(asked.maxBytes, left)) : ByteBuffer()
            left -= bytes.readableBytes
            let isCommitted = request.isolation == .readCommitted
            answers.append(
                SourceFetched(
                    partition: asked.partition,
                    outcome: .records(bytes, AbortedTransactions(isCommitted ? log.aborted : [])),
                    readableEnd: isCommitted ? log.lastStable ?? log.highWatermark : log.highWatermark,
                    isEndOfLog: log.vouchesForEnd && !log.batches.contains { $0.header.nextOffset > asked.offset }))
        }
        if let script { answers = try await script(request, number, answers) }
        let given = answers.reduce(0) { sum, answer in
            if case .records(let bytes, _) = answer.outcome { sum + bytes.readableBytes } else { sum }
        }
        state.withLock { $0.bytesGiven += given }
        return answers
    }

    private static func answer(
        _ query: OffsetQuery, _ isolation: IsolationLevel, _ log: ScriptedLog
    ) throws(ScanError) -> OffsetAnswer {
        let records: [RecordSlice]
        do {
            records = try log.records()
        } catch {
            throw ScanError(.corruptRecords, "\(error)")
        }
        let none = OffsetAnswer(partition: query.partition, offset: -1, timestamp: -1)
        func named(_ record: RecordSlice?) -> OffsetAnswer {
            record.map { OffsetAnswer(partition: query.partition, offset: $0.offset, timestamp: $0.timestamp) } ?? none
        }
        switch query.place {
        case .earliest, .earliestLocal:
            return OffsetAnswer(partition: query.partition, offset: log.logStart, timestamp: -1)
        case .latest:
            let end = isolation == .readCommitted ? log.lastStable ?? log.highWatermark : log.highWatermark
            return OffsetAnswer(partition: query.partition, offset: end, timestamp: -1)
        case .maxTimestamp:
            let largest = records.map(\.timestamp).max()
            return named(records.first { $0.timestamp == largest })
        case .timestamp(let time): return named(records.first { $0.timestamp >= time })
        }
    }
}

extension SourceFetched {
    /// An answer without a byte.
    static func nothing(_ partition: Int32, readableEnd: Int64, isThrottled: Bool = false) -> SourceFetched {
        SourceFetched(
            partition: partition, outcome: .records(ByteBuffer(), AbortedTransactions([])), readableEnd: readableEnd,
            isThrottled: isThrottled)
    }
}
