import Foundation
import KFrame
import KFrameScan
import KafkaLocal
import KafkaLog
import KafkaRecords
import NIOCore

/// A log directory of a test's own, and topics written into it as a broker would.
///
/// It is removed when the process ends: a reader may be in use for longer than the log that made it.
struct TestLog: Sendable {
    /// How the records of a partition are put into record batches.
    enum Batching {
        /// All in one.
        case one
        /// So many records each.
        case records(Int)
        /// Of 1 to `upTo` records, by a seed.
        case random(SplitMix, upTo: Int)
    }

    let path: String

    /// Where all logs of this process lie.
    private static let root: String = {
        atexit { try? FileManager.default.removeItem(atPath: TestLog.root) }
        return FileManager.default.temporaryDirectory.appendingPathComponent("kframe-tests-\(getpid())").path
    }()

    init() throws {
        path = "\(Self.root)/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// A log directory with one topic, `t`, of as many partitions as its records need.
    init(_ records: [TestRecord], batching: Batching = .records(3), codec: CompressionCodec = .none) throws {
        try self.init()
        let partitions = (records.map(\.partition).max() ?? 0) + 1
        try write("t", partitions: partitions, records, batching: batching, codec: codec)
    }

    /// Appends records to a topic, which is made where it is missing. The log is left as by a broker that was not shut
    /// down, which saves waiting for the disk.
    func write(
        _ topic: String, partitions: Int32, _ records: [TestRecord] = [], batching: Batching = .records(3),
        codec: CompressionCodec = .none, segmentBytes: Int = 1 << 30
    ) throws {
        let directory = try WritableLogDirectory(path: path)
        defer { directory.unlock() }
        var batching = batching
        for partition in 0..<partitions {
            let place = "\(path)/\(topic)-\(partition)"
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            let appender = try directory.appender(
                PartitionName(topic: topic, partition: partition), options: .init(segmentBytes: segmentBytes))
            let own = records.filter { $0.partition == partition }
            for batch in Self.cut(own, &batching) {
                let builder = RecordBatchBuilder(codec: codec)
                for record in batch {
                    try builder.append(
                        timestamp: record.timestamp, key: record.key, value: record.value, headers: record.headers)
                }
                _ = try appender.append(try builder.build().bytes)
            }
        }
    }

    func reader(_ limits: ReadLimits = ReadLimits()) async throws -> Reader {
        try await Reader(.logDirectory(path), limits: limits)
    }

    /// All of topic `t`.
    func frame(_ options: ReadOptions = ReadOptions(), limits: ReadLimits = ReadLimits()) async throws -> Frame {
        try await reader(limits).read("t", from: "earliest", to: "latest", options: options)
    }

    /// The same with one change to the options.
    func frame(where filter: String? = nil, _ change: (inout ReadOptions) -> Void) async throws -> Frame {
        var options = ReadOptions()
        options.filter = filter
        change(&options)
        return try await frame(options)
    }

    /// All of topic `t` as text.
    func text(
        _ format: RowFormat, _ options: ReadOptions = ReadOptions(), limits: ReadLimits = ReadLimits()
    ) async throws -> String {
        let reader = try await reader(limits)
        let plan = try await reader.plan("t", range: TimeRange(from: nil, to: nil), options: options)
        let sink = ByteSink()
        _ = try await reader.writeRows(plan, options: options, as: format) { sink.append($0) }
        return sink.text
    }

    /// Runs `body` with a broker that serves the directory by TCP.
    func withBroker<R>(_ body: (LocalBroker) async throws -> R) async throws -> R {
        var options = BrokerOptions()
        options.isReadOnly = true
        let broker = try await LocalBroker.start(directory: path, options: options)
        do {
            let result = try await body(broker)
            await broker.shutdown()
            return result
        } catch {
            await broker.shutdown()
            throw error
        }
    }

    /// Changes one byte of a partition's first segment.
    func corrupt(_ topic: String, partition: Int32, at place: (Data) -> Int) throws {
        let file = URL(fileURLWithPath: "\(path)/\(topic)-\(partition)/00000000000000000000.log")
        var bytes = try Data(contentsOf: file)
        bytes[place(bytes)] ^= 0x40
        try bytes.write(to: file)
    }

    private static func cut(_ records: [TestRecord], _ batching: inout Batching) -> [[TestRecord]] {
        var batches: [[TestRecord]] = []
        var rest = records[...]
        while !rest.isEmpty {
            let size: Int
            switch batching {
            case .one: size = rest.count
            case .records(let count): size = count
            case .random(var random, let upTo):
                size = 1 + random.below(upTo)
                batching = .random(random, upTo: upTo)
            }
            batches.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return batches
    }
}
