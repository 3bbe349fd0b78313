import KFrame
import KFrameColumns
import KFrameScan
import KafkaClient

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Where to read from.
struct SourceRequest: Decodable {
    /// Settings by librdkafka's and Java's names.
    var config: [String: String]?
    /// A file of such settings.
    var configFile: String?
    var bootstrapServers: String?
    /// For when nothing else names any.
    var fallbackServers: String?
    var logDir: String?
    /// How long the whole operation may take, of which connecting is the first part.
    var timeout: String?

    func deadline() throws(KFrameError) -> ReadDeadline? {
        try timeout.map { (text) throws(KFrameError) in ReadDeadline(try ReadRequest.timeout(text)) }
    }

    func source() throws(KFrameError) -> Source {
        if let logDir {
            guard bootstrapServers == nil, config == nil, configFile == nil else {
                throw KFrameError(.invalidArgument, "give either bootstrap_servers or log_dir")
            }
            return .logDirectory(logDir)
        }
        var configuration = KafkaConfiguration()
        if let configFile { configuration.bases.append(.file(configFile)) }
        for (name, value) in (config ?? [:]).sorted(by: { $0.key < $1.key }) {
            configuration.set(name, value, from: "config")
        }
        if let bootstrapServers { configuration.set("bootstrap.servers", bootstrapServers, from: "bootstrap_servers") }
        do {
            let known = try configuration.settings()
            guard !known.has("bootstrap.servers"), !known.has("metadata.broker.list") else {
                return .configured(configuration)
            }
        } catch {
            throw KFrameError(wrapping: error)
        }
        guard let fallbackServers else {
            throw KFrameError(
                .invalidArgument,
                "no broker is given: bootstrap_servers=\"host:port\", the environment's KFRAME_BOOTSTRAP_SERVERS, or "
                    + "log_dir= (kframe.demo() needs none)")
        }
        configuration.set("bootstrap.servers", fallbackServers, from: "KFRAME_BOOTSTRAP_SERVERS")
        return .configured(configuration)
    }
}

/// What to read, and how: the arguments of `read`, `scan`, `plan` and `count`.
struct ReadRequest: Decodable {
    var topic: String
    var from: String
    var to: String
    var partitions: [Int32]?
    var `where`: String?
    var columns: [String]?
    var limit: Int?
    var late: String?
    var isolation: String?
    var order: String?
    var onError: String?
    var values: String?
    var times: Bool?
    var types: [String: String]?
    /// Of `count`.
    var by: [String]?
    /// Of `count`.
    var every: String?
    /// How long it may take in all…
    var timeout: String?
    /// …of which so much has passed.
    var elapsedMs: Int64?
    /// How large a frame may become.
    var memory: String?

    func range() throws(KFrameError) -> TimeRange { try Reader.range(from: from, to: to, zone: nil) }

    func options(_ progress: ProgressMeter) throws(KFrameError) -> ReadOptions {
        var options = ReadOptions()
        options.partitions = partitions
        options.filter = `where`
        options.columns = columns
        options.limit = limit
        options.late = try late.map(Self.lateness) ?? .standard
        options.isolation = try Self.choice(isolation, "isolation") ?? .committed
        options.order = try Self.choice(order, "order") ?? .partition
        options.onError = try Self.choice(onError, "on_error") ?? .keep
        options.values = try Self.choice(values, "values") ?? .auto
        options.detectsTimes = times ?? true
        for (name, type) in types ?? [:] {
            guard let type = DataType(type) else {
                throw KFrameError(
                    .invalidArgument,
                    "“\(type)” is no type of a column; they are bool, int64, double, utf8, binary, timestamp(us) and list<…>"
                )
            }
            options.types[name] = ColumnType(type)
        }
        options.progress = progress.callback
        options.timeout = try timeout.map(Self.timeout)
        options.memory = try memory.map(Self.memory)
        return options.started(elapsed: .milliseconds(elapsedMs ?? 0))
    }

    static func timeout(_ text: String) throws(KFrameError) -> Duration {
        guard let milliseconds = DurationText.milliseconds(text), milliseconds > 0 else {
            throw KFrameError(.invalidArgument, "timeout is a duration such as 30s; not “\(text)”")
        }
        return .milliseconds(milliseconds)
    }

    static func memory(_ text: String) throws(KFrameError) -> Int {
        guard let bytes = ByteSize.bytes(text), bytes > 0 else {
            throw KFrameError(.invalidArgument, "memory is a size such as 8GB or 500MB; not “\(text)”")
        }
        return bytes
    }

    /// Nil where there is no interval.
    func interval() throws(KFrameError) -> Int64? { try every.map(Self.interval) }

    static func interval(_ text: String) throws(KFrameError) -> Int64 {
        guard let milliseconds = DurationText.milliseconds(text), milliseconds > 0 else {
            throw KFrameError(.invalidArgument, "“\(text)” is no interval; write 5m, 1h or 1d")
        }
        return milliseconds
    }

    private static func lateness(_ text: String) throws(KFrameError) -> Lateness {
        if text == "exact" { return .exact }
        guard let milliseconds = DurationText.milliseconds(text) else {
            throw KFrameError(.invalidArgument, "late is a duration such as 10m, or exact; not “\(text)”")
        }
        return .allowance(.milliseconds(milliseconds))
    }

    private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ text: String?, _ name: String
    ) throws(KFrameError) -> Choice? {
        guard let text else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw KFrameError(.invalidArgument, "\(name) is one of \(all); not “\(text)”")
        }
        return choice
    }
}

struct TopicsRequest: Decodable {
    var `internal`: Bool?
}

struct ReplayRequest: Decodable {
    var receipt: String
    var timeout: String?
    var elapsedMs: Int64?
    var memory: String?
}

struct ServeRequest: Decodable {
    var directory: String
    var demoEvents: Int?
    var host: String?
    var port: Int?
    var readOnly: Bool?
}

struct TimelineRequest: Decodable {
    var by: [String]
    var every: String
    var from: Int64?
    var to: Int64?
}

struct PartRequest: Decodable {
    var columns: [String]?
    var head: Int?
    var tail: Int?
}

struct TableRequest: Decodable {
    var all: Int
    var head: Int
    var tail: Int
    var width: Int?
}
